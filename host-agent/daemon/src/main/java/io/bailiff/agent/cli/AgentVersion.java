// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.cli;

import picocli.CommandLine.IVersionProvider;

/** Provides the version of the agent from the manifest of the jar. */
final class AgentVersion implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = AgentVersion.class.getPackage().getImplementationVersion();
        return new String[] {"bailiff-agent " + (version == null ? "(not from a jar)" : version)};
    }
}
