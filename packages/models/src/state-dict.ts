import { type Parameter, type ParameterRole, type ParameterSpecification, parameter } from '@ichor/compiler';

/** Gathers the parameters of a model in the order in which it is built. */
export class StateDict {
  readonly specifications: ParameterSpecification[] = [];

  /** The parameter of that name, which is thereby declared. */
  take(name: string, shape: readonly number[], role: ParameterRole, auxiliary?: true): Parameter {
    this.specifications.push({ name, shape, role, ...(auxiliary ? { auxiliary } : {}) });
    return parameter(name, shape);
  }
}
