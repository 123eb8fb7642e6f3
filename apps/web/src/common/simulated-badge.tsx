/** Stands wherever a simulated study is shown. */
export const SimulatedBadge = () => <span className="badge simulated">Simulated</span>;
