// The WebAssembly packages declare no types.
declare module '@cornerstonejs/codec-charls/wasmjs' {
  interface Encoder {
    getDecodedBuffer(frame: object): Uint8Array;
    getEncodedBuffer(): Uint8Array;
    setNearLossless(error: number): void;
    encode(): void;
    delete(): void;
  }
  export default function instantiate(): Promise<{ JpegLSEncoder: new () => Encoder }>;
}
declare module '@cornerstonejs/codec-openjpeg/wasmjs' {
  interface Encoder {
    getDecodedBuffer(frame: object): Uint8Array;
    getEncodedBuffer(): Uint8Array;
    setQuality(lossless: boolean, quality: number): void;
    setCompressionRatio(layer: number, ratio: number): void;
    setDecompositions(count: number): void;
    encode(): void;
    delete(): void;
  }
  export default function instantiate(): Promise<{ J2KEncoder: new () => Encoder }>;
}
