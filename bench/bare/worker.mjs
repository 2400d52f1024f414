/** QuickJS as its package gives it, in a worker. */

import { parentPort } from 'node:worker_threads';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';

const context = (await newQuickJSWASMModuleFromVariant(variant)).newContext();
parentPort.postMessage(String(context.getNumber(context.unwrapResult(context.evalCode('Math.tanh(0.5)')))));
