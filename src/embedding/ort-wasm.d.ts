// The binary of the ONNX runtime, imported as a file: the import gives its path, inside a compiled program too.
declare module 'onnxruntime-web/ort-wasm-simd-threaded.wasm' {
  const path: string;
  export = path;
}
