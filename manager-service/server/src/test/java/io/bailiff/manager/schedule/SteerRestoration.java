// SPDX-License-Identifier: Apache-2.0
package io.bailiff.manager.schedule;

/** An operator does not wait for the host any longer, or cancels a restoration. */
record SteerRestoration(int which, boolean cancel) implements Action {

    @Override
    public void on(World world) {
        if (world.faults().managerDown()) {
            return;
        }
        Action.pick(world.rules().records().openRestorations(), which)
                .ifPresent(restoration -> world.faults()
                        .request((cancel ? "cancelling" : "hurrying") + " a restoration", () -> {
                            if (cancel) {
                                world.manager().restorations().cancel(restoration);
                            } else {
                                world.manager().restorations().hurry(restoration);
                            }
                        }));
    }
}
