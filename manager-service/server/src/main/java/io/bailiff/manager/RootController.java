// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Returns the manager's name and purpose, and links. */
@RestController
class RootController {

    @GetMapping("/")
    Map<String, Object> what() {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("hosts", "/api/v1/hosts");
        links.put("assignments", "/api/v1/assignments");
        links.put("plans", "/api/v1/plans");
        links.put("conflicts", "/api/v1/conflicts");
        links.put("claims", "/api/v1/claims");
        links.put("join-tokens", "/api/v1/join-tokens");
        links.put("health", "/actuator/health");
        Map<String, Object> what = new LinkedHashMap<>();
        what.put("name", "Bailiff manager");
        what.put("what", "Lends PCI devices to libvirt guests, one IOMMU group at a time, and takes them back.");
        what.put("links", links);
        return what;
    }
}
