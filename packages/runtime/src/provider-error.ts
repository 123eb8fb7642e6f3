import type { Provider } from './provider.ts';
import { RuntimeError } from './runtime-error.ts';

/** This machine lacks what a provider needs; nothing is run on another one in its place. */
export class ProviderError extends RuntimeError {
  override readonly name = 'ProviderError';
  readonly provider: Provider | string;
  readonly problem: string;
  readonly remedy: string;

  constructor(provider: Provider | string, problem: string, remedy: string, options?: ErrorOptions) {
    super(`${provider}: ${problem}. ${remedy}`, options);
    this.provider = provider;
    this.problem = problem;
    this.remedy = remedy;
  }
}
