// The Emscripten glue of the ONNX runtime, which its package exports without types.
declare module 'onnxruntime-web/ort-wasm-simd-threaded.mjs' {
  const instantiate: (settings: Record<string, unknown>) => Promise<object>;
  export = instantiate;
}
