/** What can be made to happen from outside. */
export const simulations = ['call', 'missed-call', 'text', 'booking', 'lead'] as const;
export type Simulation = (typeof simulations)[number];
