import { type Parameter, type ParameterSpecification, parameter } from '@ichor/compiler';

/** Gathers the parameters of a model in the order in which it is built. */
export class StateDict {
  readonly specifications: ParameterSpecification[] = [];

  /** The parameter of that name, which is thereby declared. */
  take(
    name: string,
    shape: readonly number[],
    rest: Omit<ParameterSpecification, 'name' | 'shape'>,
  ): Parameter {
    this.specifications.push({ name, shape, ...rest });
    return parameter(name, shape);
  }
}
