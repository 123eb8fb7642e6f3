// The WebAssembly packages declare no types: each exports one function, which instantiates it.
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const instantiate: import('./open-wasm.ts').Instantiate;
  export default instantiate;
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const instantiate: import('./open-wasm.ts').Instantiate;
  export default instantiate;
}
