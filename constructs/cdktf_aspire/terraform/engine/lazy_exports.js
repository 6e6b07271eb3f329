// Runs in jsii's kernel, which loads it as part of a package. The lib/index.js of the azurerm bindings requires
// 1,500 modules at once. From now on, each is required on first use. Node loads anything with an unexpected
// structure as usual.
"use strict";
const fs = require("fs");
const Module = require("module");
const path = require("path");

const PACKAGES = new Set(["@cdktf/provider-azurerm", "@cdktn/provider-azurerm"]);
const EXPORT = /^exports\.(\w+) = (?:require\("(\.\/[\w-]+)"\)|__importStar\(require\("(\.\/[\w\/-]+)"\)\));$/;
// The code that TypeScript puts before exports that are imported with `__importStar`.
const HELPERS = /^var __createBinding = .*?(?=^Object\.defineProperty\(exports, "__esModule")/ms;
const PLAIN = /^("use strict";|Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);|(exports\.\w+ = )+void 0;|)$/;

/** The exports of an index that contains only exports; null for any other. */
function exportsOf(source) {
  const found = [];
  const code = source.replace(/\/\*[^]*?\*\//g, "").replace(/^\/\/.*$/gm, "").replace(HELPERS, "");
  for (const line of code.split(/\r?\n/)) {
    const match = EXPORT.exec(line.trim());
    if (match) found.push([match[1], match[2] ?? match[3]]);
    else if (!PLAIN.test(line.trim())) return null;
  }
  return found.length > 0 ? found : null;
}

function isBindingsIndex(filename) {
  if (path.basename(filename) !== "index.js" || path.basename(path.dirname(filename)) !== "lib") return false;
  try {
    const manifest = path.join(path.dirname(filename), "..", "package.json");
    return PACKAGES.has(JSON.parse(fs.readFileSync(manifest, "utf8")).name);
  } catch {
    return false;
  }
}

const load = Module._extensions[".js"];
const hook = function (module, filename) {
  if (!isBindingsIndex(filename)) return load(module, filename);
  const found = exportsOf(fs.readFileSync(filename, "utf8"));
  if (found === null) return load(module, filename);
  const target = module.exports;
  Object.defineProperty(target, "__esModule", { value: true });
  for (const [name, request] of found) {
    const define = (attributes) =>
      Object.defineProperty(target, name, { enumerable: true, configurable: true, ...attributes });
    define({
      get() {
        const value = module.require(request);
        define({ value, writable: true });
        return value;
      },
    });
  }
};
Module._extensions[".js"] = hook;
