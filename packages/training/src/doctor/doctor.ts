import { availableParallelism, cpus, totalmem } from 'node:os';
import { type Provider, providerTrouble, runtimeVersion } from '@ichor/runtime';
import { machineBlock } from '../machine-lowerings.ts';
import { type BundleHealth, checkBundle } from './check-bundle.ts';
import { checkOperators, type NetworkHealth } from './check-operators.ts';
import { instructionSets } from './instruction-sets.ts';
import { wantedNode } from './wanted-node.ts';

/** The networks of the project's report; the bundle's own operators are among ResNet-50's. */
const NETWORKS = ['resnet50', 'efficientnet_b4'] as const;

export interface MachineHealth {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** Channels that onnxruntime's convolutions keep together: 16 with AVX-512, 8 with AVX, none on others, which train more slowly. */
  readonly block: number | undefined;
  /** Those that arithmetic of networks is faster with; undefined where the system doesn't say. */
  readonly instructionSets: readonly string[] | undefined;
  readonly node: string;
  /** Of Node, what package.json asks for. */
  readonly nodeWanted: string;
  readonly onnxruntime: string;
}

export interface ProviderHealth {
  readonly provider: Provider;
  /** What keeps it from running anything, and what to do; nothing below is tried then. */
  readonly trouble: { readonly problem: string; readonly remedy: string } | undefined;
  readonly bundle: BundleHealth | undefined;
  readonly networks: readonly NetworkHealth[];
}

export async function describeMachine(): Promise<MachineHealth> {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    block: await machineBlock(),
    instructionSets: await instructionSets(),
    node: process.versions.node,
    nodeWanted: await wantedNode(),
    onnxruntime: runtimeVersion(),
  };
}

/** Whether a provider runs here, and what of the bundle and of the report's networks it does not. */
export async function checkProvider(provider: Provider, bundle: string): Promise<ProviderHealth> {
  const trouble = await providerTrouble(provider);
  if (trouble !== undefined) {
    const { problem, remedy } = trouble;
    return { provider, trouble: { problem, remedy }, bundle: undefined, networks: [] };
  }
  const networks: NetworkHealth[] = [];
  for (const network of NETWORKS) networks.push(await checkOperators(network, provider));
  return { provider, trouble: undefined, bundle: await checkBundle(bundle, provider), networks };
}
