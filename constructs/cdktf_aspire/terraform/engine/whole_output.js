// Runs in jsii's kernel, which loads it as part of a package. An engine's App writes its files one by one over
// those of the last synth. From now on, it writes them into a temporary folder in its output folder. They are
// moved to their places when all of them are complete.
"use strict";
const fs = require("fs");
const Module = require("module");
const path = require("path");

const STAGED = ".cdktf-aspire-";
const MARK = "cdktf-aspire-output:";
const HOUR = 3600 * 1000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
// Errors of the disk, whatever file they name.
const OF_THE_DISK = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS"]);

const APPS = ["cdktf", "cdktn"].map((engine) => path.join(path.sep, engine, "lib", "app.js"));

function isApp(filename) {
  return APPS.some((each) => filename.endsWith(each));
}

/** Calls `body` while these signals are ignored: without a listener, they would end the process immediately. */
function undisturbed(signals, body) {
  const nothing = () => {};
  const heard = [];
  try {
    for (const signal of signals) {
      try {
        process.on(signal, nothing);
        heard.push(signal);
      } catch {
        // not supported on this system
      }
    }
    return body();
  } finally {
    for (const signal of heard) process.removeListener(signal, nothing);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Removes the leftovers of a synth that was killed. */
function removeLeftovers(folder) {
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(STAGED)) continue;
    const leftover = path.join(folder, name);
    const age = Date.now() - fs.statSync(leftover).mtimeMs;
    if (!isAlive(Number(name.slice(STAGED.length))) || age > HOUR) {
      fs.rmSync(leftover, { recursive: true, force: true });
    }
  }
}

/** The folders and files below a folder, relative to it; each folder comes before its contents. */
function contents(folder) {
  const folders = [];
  const files = [];
  (function walk(inner) {
    for (const entry of fs.readdirSync(path.join(folder, inner), { withFileTypes: true })) {
      const name = path.join(inner, entry.name);
      if (entry.isDirectory()) {
        folders.push(name);
        walk(name);
      } else files.push(name);
    }
  })("");
  return { folders, files };
}

/** The order in which files are moved: assets, then the stacks that use them, then the manifest, which names the stacks. */
function turn(file) {
  const depth = file.split(path.sep).length;
  return depth === 1 ? 2 : depth === 3 ? 1 : 0;
}

/** The place of a file: if it is a link, the file that the link points to. */
function place(file) {
  return fs.existsSync(file) ? fs.realpathSync(file) : file;
}

function keep(file, copy) {
  try {
    fs.linkSync(file, copy);
  } catch {
    fs.copyFileSync(file, copy); // the file system doesn't support links
  }
}

function move(from, to) {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    if (error.code !== "EXDEV") throw error;
    const beside = `${to}${STAGED}${process.pid}`;
    fs.copyFileSync(from, beside);
    fs.renameSync(beside, to);
  }
}

function refusal(code, text, file) {
  const error = new Error(`${code}: ${text}, rename '${file}'`);
  return Object.assign(error, { code, syscall: "rename", path: file });
}

/** Moves the staged files to their places; if one can't be moved, restores all of them. */
function publish(staging, folder) {
  const { folders, files } = contents(staging);
  const kept = path.join(staging, ".kept");
  const made = [];
  const moved = [];
  fs.mkdirSync(kept);
  try {
    for (const name of folders) {
      const target = path.join(folder, name);
      if (!fs.existsSync(target)) {
        fs.mkdirSync(target);
        made.push(target);
      } else if (!fs.statSync(target).isDirectory()) {
        throw refusal("ENOTDIR", "not a directory", target);
      }
      fs.accessSync(target, fs.constants.W_OK);
    }
    const moves = files
      .map((name) => ({ name, from: path.join(staging, name), to: place(path.join(folder, name)) }))
      .sort((one, other) => turn(one.name) - turn(other.name));
    moves.forEach((each, index) => {
      if (!fs.existsSync(each.to)) return;
      if (fs.statSync(each.to).isDirectory()) throw refusal("EISDIR", "is a directory", each.to);
      each.kept = path.join(kept, String(index));
      keep(each.to, each.kept);
    });
    undisturbed(SIGNALS, () => {
      for (const each of moves) {
        move(each.from, each.to);
        moved.push(each);
      }
    });
  } catch (error) {
    for (const each of moved.reverse()) {
      if (each.kept) move(each.kept, each.to);
      else fs.rmSync(each.to, { force: true });
    }
    for (const target of made.reverse()) fs.rmdirSync(target);
    throw error;
  }
  removeOldAssets(folder, folders, new Set([...folders, ...files]));
}

/** Like cdktf, removes all earlier versions of an asset: `stacks/<stack>/assets/<name>/<hash>`. */
function removeOldAssets(folder, folders, written) {
  for (const name of folders) {
    const parts = name.split(path.sep);
    if (parts.length !== 4 || parts[2] !== "assets") continue;
    for (const version of fs.readdirSync(path.join(folder, name))) {
      const old = path.join(name, version);
      if (!written.has(old)) fs.rmSync(path.join(folder, old), { recursive: true, force: true });
    }
  }
}

/** A file system error about the output, in the format that Python recognizes; any other error unchanged. */
function marked(error, staging, folder) {
  if (!error || !error.code || !error.syscall) return error;
  const file = path.resolve(error.path ?? folder);
  const root = path.resolve(folder);
  const isOutput = file === root || file.startsWith(root + path.sep);
  if (!isOutput && !OF_THE_DISK.has(error.code)) return error;
  const shown = (isOutput ? file : root).replace(path.resolve(staging), root);
  const reason = /^\w+: (.*?)(?:, \w+)?(?: '.*)?$/s.exec(error.message)?.[1] ?? error.code;
  const place = (path.relative(process.cwd(), shown) || shown).split(path.sep).join("/");
  return new Error(`${MARK}${JSON.stringify([place, reason])}`);
}

function writeWhole(App) {
  const synth = App.prototype.synth;
  App.prototype.synth = function () {
    const folder = this.outdir;
    const staging = path.join(folder, `${STAGED}${process.pid}`);
    // The same app and manifest for cdktf, but with a different output folder.
    const to = { outdir: { value: staging, enumerable: true } };
    const manifest = { value: Object.create(this.manifest, to), enumerable: true };
    try {
      // Otherwise, exceeding the file size limit would end the process instead of raising an error.
      return undisturbed(["SIGXFSZ"], () => {
        fs.mkdirSync(folder, { recursive: true });
        removeLeftovers(folder);
        fs.rmSync(staging, { recursive: true, force: true });
        fs.mkdirSync(staging); // a recursive call doesn't report a read-only file system
        fs.mkdirSync(path.join(staging, "stacks"));
        const result = synth.call(Object.create(this, { ...to, manifest }));
        publish(staging, folder);
        return result;
      });
    } catch (error) {
      throw marked(error, staging, folder);
    } finally {
      try {
        fs.rmSync(staging, { recursive: true, force: true });
      } catch {
        // the next synth removes it
      }
    }
  };
}

const load = Module._extensions[".js"];
Module._extensions[".js"] = function (module, filename) {
  const result = load(module, filename);
  if (isApp(filename) && module.exports.App?.prototype.synth) writeWhole(module.exports.App);
  return result;
};
for (const each of Object.values(require.cache)) {
  if (each && isApp(each.filename ?? "") && each.exports.App) writeWhole(each.exports.App);
}
