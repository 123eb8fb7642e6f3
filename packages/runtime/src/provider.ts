/** What onnxruntime runs a graph on: the processor, a GPU through WebGPU (Vulkan, Metal, Direct3D 12), NVIDIA's by CUDA. */
export const PROVIDERS = ['cpu', 'webgpu', 'cuda'] as const;
export type Provider = (typeof PROVIDERS)[number];

export const isProvider = (text: string): text is Provider => PROVIDERS.some((provider) => provider === text);
