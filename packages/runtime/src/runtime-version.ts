import { env } from 'onnxruntime-node';

/** onnxruntime's version, e.g. '1.30.0'. */
export const runtimeVersion = (): string => env.versions.node ?? env.versions.common;
