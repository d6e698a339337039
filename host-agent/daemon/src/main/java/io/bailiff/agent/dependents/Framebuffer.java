// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.dependents;

import io.bailiff.agent.api.Dependent.Kind;
import io.bailiff.agent.api.PciAddress;

/**
 * A framebuffer of the firmware with a generic driver (efifb, vesafb, simplefb, simpledrm, efidrm, vesadrm, ofdrm) in place of the
 * driver of the display.
 *
 * @param device the name of the platform device: {@code simple-framebuffer.0}
 * @param driver the name of the platform driver: {@code simple-framebuffer}
 */
public record Framebuffer(String device, String driver) {

    static final String DEVICES = "/sys/bus/platform/devices/";

    /**
     * Returns the path of the file for releasing the framebuffer. The unbind frees the memory of the function (devm_request_mem_region,
     * efifb_destroy) and takes the text console off the framebuffer (fbcon_fb_unregistered), so no vtconsole needs an unbind.
     */
    public String unbindFile() {
        return "/sys/bus/platform/drivers/" + driver + "/unbind";
    }

    DependentDevice dependent(PciAddress function) {
        return new DependentDevice(function, Kind.FRAMEBUFFER, device, DEVICES + device, driver);
    }
}
