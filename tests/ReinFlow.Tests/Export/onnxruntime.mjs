// Runs ONNX models in ONNX Runtime's WebAssembly build: node onnxruntime.mjs FOLDER
// For every model NAME.onnx of the folder, NAME.json lists the inputs ({name: shape}) whose float32 elements are in NAME.INPUT.bin;
// the output goes to NAME.action.bin.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = resolve(process.argv[2]);
const runtime = createRequire(join(folder, 'package.json')).resolve('onnxruntime-web/wasm');
const ort = await import(pathToFileURL(runtime).href);
const { env, InferenceSession, Tensor } = ort.default ?? ort;
env.wasm.numThreads = 1;

for (const file of readdirSync(folder).filter(name => name.endsWith('.onnx')).sort()) {
  const name = file.slice(0, -'.onnx'.length);
  const session = await InferenceSession.create(readFileSync(join(folder, file)), { executionProviders: ['wasm'] });
  const feeds = {};
  for (const [input, shape] of Object.entries(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')))) {
    const bytes = readFileSync(join(folder, `${name}.${input}.bin`));
    feeds[input] = new Tensor('float32', new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), shape);
  }
  const { action } = await session.run(feeds);
  writeFileSync(join(folder, `${name}.action.bin`), new Uint8Array(action.data.buffer, action.data.byteOffset, action.data.byteLength));
  console.log(`${name} [${action.dims.join(', ')}]`);
}
