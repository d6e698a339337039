// SPDX-License-Identifier: Apache-2.0
package io.bailiff.libvirt;

import static io.bailiff.libvirt.HypervisorFailures.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiff.libvirt.HypervisorException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What libvirt does with one device of one guest that runs, by where the guest has the device already: now, in its definition, in
 * both or nowhere. The running guest and its definition are two lists: each is checked and changed for itself. Both the real libvirt
 * and the simulated one are held to this.
 */
public abstract class AttachContract {

    /** Which of the two lists a call is to add the device to; {@code virDomainModificationImpact}. */
    public enum Target {
        LIVE,
        CONFIG,
        BOTH
    }

    /** Adds the device under the one alias that all of this is about. */
    protected abstract void attach(Target target) throws HypervisorException;

    /** Adds the device to the definition under another alias. */
    protected abstract void defineUnderAnotherAlias() throws HypervisorException;

    /** Asks the guest to release the device. */
    protected abstract DetachRequest requestDetach() throws HypervisorException;

    /** Waits until the guest has done so. */
    protected abstract void awaitRelease() throws HypervisorException;

    /** Takes the device out of the definition. */
    protected abstract void removeFromDefinition() throws HypervisorException;

    /** Ends the guest's process. */
    protected abstract void turnOff() throws HypervisorException;

    /** Sets whether libvirt fails to store a changed definition. */
    protected abstract void definitionCannotBeStored(boolean now) throws HypervisorException;

    /** Returns true if the running guest has the device. */
    protected abstract boolean isLive() throws HypervisorException;

    /** Returns true if the definition has the device. */
    protected abstract boolean isDefined() throws HypervisorException;

    @ParameterizedTest
    @CsvSource({
        "false, false, LIVE,   true,  false",
        "false, false, CONFIG, false, true",
        "false, false, BOTH,   true,  true",
        "true,  false, CONFIG, true,  true",
        "false, true,  LIVE,   true,  true",
    })
    protected void addsTheDeviceWhereItIsMissing(
            boolean live, boolean defined, Target target, boolean liveThen, boolean definedThen) throws Exception {
        arrange(live, defined);

        attach(target);

        assertHas(liveThen, definedThen);
    }

    @ParameterizedTest
    @CsvSource({
        "true,  false, LIVE",
        "true,  false, BOTH",
        "false, true,  CONFIG",
        "false, true,  BOTH",
        "true,  true,  LIVE",
        "true,  true,  CONFIG",
        "true,  true,  BOTH",
    })
    protected void refusesTheWholeCallIfTheAliasIsTakenInOneOfTheLists(boolean live, boolean defined, Target target)
            throws Exception {
        arrange(live, defined);

        assertFails(Code.REFUSED, () -> attach(target));

        assertHas(live, defined);
    }

    @Test
    protected void refusesADeviceThatTheDefinitionHasUnderAnotherAlias() throws Exception {
        arrange(false, true);

        assertFails(Code.WRONG_STATE, this::defineUnderAnotherAlias);

        assertHas(false, true);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    protected void asksForTheLiveDeviceOnlyAndLeavesTheDefinitionAlone(boolean live, boolean defined) throws Exception {
        arrange(live, defined);

        assertThat(requestDetach()).isEqualTo(live ? DetachRequest.SENT : DetachRequest.NOT_THERE);
        awaitRelease();

        assertHas(false, defined);
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    protected void changesTheDefinitionOnlyAndLeavesTheLiveDeviceAlone(boolean live, boolean defined) throws Exception {
        arrange(live, defined);

        removeFromDefinition();

        assertHas(live, false);
    }

    @Test
    protected void aGuestThatIsOffHasADefinitionOnly() throws Exception {
        turnOff();

        assertFails(Code.WRONG_STATE, () -> attach(Target.LIVE));
        assertFails(Code.WRONG_STATE, () -> attach(Target.BOTH));
        assertFails(Code.WRONG_STATE, this::requestDetach);
        assertHas(false, false);
        attach(Target.CONFIG);
        assertHas(false, true);
    }

    @ParameterizedTest
    @CsvSource({"false, BOTH", "true, CONFIG"})
    protected void theGuestKeepsTheLiveDeviceIfTheDefinitionCannotBeStored(boolean live, Target target)
            throws Exception {
        arrange(live, false);
        definitionCannotBeStored(true);

        assertFails(Code.REFUSED, () -> attach(target));

        assertHas(true, false);
        definitionCannotBeStored(false);
        attach(Target.CONFIG);
        assertHas(true, true);
    }

    @Test
    protected void theDefinitionKeepsTheDeviceIfItCannotBeStoredWithoutIt() throws Exception {
        arrange(true, true);
        definitionCannotBeStored(true);

        assertFails(Code.REFUSED, this::removeFromDefinition);

        assertHas(true, true);
        definitionCannotBeStored(false);
        removeFromDefinition();
        assertHas(true, false);
    }

    /** In two calls: one that is for both lists is among what is shown. */
    private void arrange(boolean live, boolean defined) throws HypervisorException {
        if (live) {
            attach(Target.LIVE);
        }
        if (defined) {
            attach(Target.CONFIG);
        }
    }

    private void assertHas(boolean live, boolean defined) throws HypervisorException {
        assertThat(isLive()).as("the running guest has it").isEqualTo(live);
        assertThat(isDefined()).as("the definition has it").isEqualTo(defined);
    }
}
