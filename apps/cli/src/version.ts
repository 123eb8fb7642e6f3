import { readFile } from 'node:fs/promises';

/** Of this program. */
export async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Of this program and of what it runs on: what a report of a fault should say. */
export async function versionLine(): Promise<string> {
  const { describeMachine } = await import('@ichor/training');
  const { node, onnxruntime } = await describeMachine();
  return `ichor ${await version()}, Node ${node}, onnxruntime ${onnxruntime}`;
}
