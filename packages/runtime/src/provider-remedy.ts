import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Provider } from './provider.ts';

/** The one command, or the one thing to do, that makes a provider work on this machine. */
export function providerRemedy(provider: Exclude<Provider, 'cpu'>): string {
  if (provider === 'cuda')
    return process.platform === 'linux' && process.arch === 'x64'
      ? `With an NVIDIA GPU, CUDA 12 and cuDNN 9 installed, fetch onnxruntime's CUDA libraries by: ${cudaCommand()}`
      : 'onnxruntime-node has CUDA for Linux on x64 alone; use webgpu or cpu.';
  return process.platform === 'linux'
    ? 'Install a Vulkan driver, on Debian by: apt-get install libvulkan1 mesa-vulkan-drivers (a software driver is among them; VK_ICD_FILENAMES names another).'
    : "Install the graphics card's driver.";
}

/** Runs onnxruntime-node's install script, which installing does not: it fetches 300 MB and more. */
function cudaCommand(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const script = join(dirname(main), '..', 'script', 'install.js');
  return `node ${relative(process.cwd(), script)} --onnxruntime-node-install=cuda12`;
}
