// SPDX-License-Identifier: Apache-2.0
package io.bailiff.agent.contract;

import io.bailiff.agent.host.HostFileException;
import io.bailiff.agent.host.KilledInterceptor;
import io.bailiff.agent.host.OpenInterceptor;
import io.bailiff.agent.host.OwnSysfs;
import io.bailiff.agent.host.WriteInterceptor;
import io.bailiff.agent.host.fuse.KilledWriteInterceptor;
import io.bailiff.agent.sim.ContractHost;
import io.bailiff.agent.sim.KernelFlavour;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Holds the contract against the kernel of this machine, which must be one that may be broken: it moves drivers. Not a part of
 * the build's tests; the lab runs it: {@code java -cp … io.bailiff.agent.sim.LinuxHostContract refuses|panics|lockless|groupless}. Prints a line
 * per sentence and ends with the number of those that are not true.
 */
public final class LinuxHostContract {

    private LinuxHostContract() {}

    public static void main(String[] arguments) throws HostFileException {
        if (arguments.length != 1) {
            System.err.println("Say what this kernel does: refuses, panics, lockless or groupless");
            System.exit(2);
        }
        KernelFlavour flavour = KernelFlavour.valueOf(arguments[0].toUpperCase(Locale.ROOT));
        int failures = 0;
        for (Supplier<Contract> part : parts(flavour, OwnSysfs.mount())) {
            for (Method sentence : sentences(part.get().getClass())) {
                failures += holds(part.get(), sentence) ? 0 : 1;
            }
        }
        System.out.println("CONTRACT " + flavour + ": " + failures + " failures");
        System.exit(Math.min(failures, 100));
    }

    private static List<Supplier<Contract>> parts(KernelFlavour flavour, OwnSysfs sysfs) {
        ContractHost linux = new LinuxContractHost(flavour, null);
        return List.of(
                () -> moving(linux),
                () -> new SlowProbeContract() {
                    @Override
                    ContractHost host() {
                        return linux;
                    }
                },
                () -> new OpenInterceptorContract() {
                    @Override
                    ContractHost host() {
                        return linux;
                    }
                },
                () -> new DescriptorStoreContract() {
                    @Override
                    ContractHost host() {
                        return linux;
                    }

                    @Override
                    void kill(OpenInterceptor interceptor) {
                        KilledInterceptor.kill(interceptor);
                    }
                },
                () -> covering(new LinuxContractHost(flavour, sysfs), sysfs),
                () -> new UeventContract() {
                    @Override
                    ContractHost host() {
                        return linux;
                    }
                });
    }

    private static WriteInterceptorContract covering(ContractHost linux, OwnSysfs sysfs) {
        return new WriteInterceptorContract() {
            @Override
            ContractHost host() {
                return linux;
            }

            @Override
            WriteInterceptor openInterceptor() throws HostFileException {
                return LinuxContractHost.writeInterceptor(sysfs);
            }

            @Override
            void kill(WriteInterceptor killed) {
                KilledWriteInterceptor.kill(killed);
            }
        };
    }

    private static HostContract moving(ContractHost linux) {
        return switch (linux.flavour()) {
            case REFUSES, LOCKLESS, GROUPLESS ->
                new RefusingHostContract() {
                    @Override
                    ContractHost host() {
                        return linux;
                    }
                };
            case PANICS ->
                new HostContract() {
                    @Override
                    ContractHost host() {
                        return linux;
                    }
                };
        };
    }

    private static List<Method> sentences(Class<?> contract) {
        List<Method> all = new ArrayList<>();
        for (Class<?> type = contract; type != null; type = type.getSuperclass()) {
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(Test.class))
                    .forEach(all::add);
        }
        all.sort(Comparator.comparing(Method::getName));
        return all;
    }

    private static boolean holds(Contract contract, Method sentence) {
        try {
            contract.begin();
            try {
                sentence.invoke(contract);
            } finally {
                contract.giveBack();
            }
            System.out.println("PASS " + sentence.getName());
            return true;
        } catch (InvocationTargetException failure) {
            System.out.println("FAIL " + sentence.getName() + ": " + failure.getCause());
            return false;
        } catch (Exception | AssertionError failure) {
            System.out.println("FAIL " + sentence.getName() + " (before or after it): " + failure);
            return false;
        }
    }
}
