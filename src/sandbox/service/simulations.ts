/** The events that can be simulated. */
export const simulations = ['call', 'missed-call', 'text', 'booking', 'lead'] as const;
export type Simulation = (typeof simulations)[number];
