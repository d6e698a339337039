// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt.remote;

import io.bailiff.libvirt.FunctionPool;
import io.bailiff.libvirt.xml.DomainXml;
import java.util.List;

/** Reads the pools of functions that a guest's definition names. */
@FunctionalInterface
interface PoolReader {

    /** Reads no pool: saves the calls for a caller that needs the devices of a guest only. */
    PoolReader NONE = definition -> List.of();

    List<FunctionPool> poolsOf(DomainXml definition) throws LibvirtFailure;
}
