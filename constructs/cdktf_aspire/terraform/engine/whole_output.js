// Runs inside jsii's kernel, loaded there as part of a package of its own. An App of an engine writes its
// files one after the other, over those of the last synth. From here on it writes them into a folder of
// their own, inside its output folder, and they take their places when all of them are there.
"use strict";
const fs = require("fs");
const Module = require("module");
const path = require("path");

const STAGED = ".cdktf-aspire-";
const MARK = "cdktf-aspire-output:";
const HOUR = 3600 * 1000;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
// What can be wrong with a disk, whichever file it is about.
const OF_THE_DISK = new Set(["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EROFS"]);

const APPS = ["cdktf", "cdktn"].map((engine) => path.join(path.sep, engine, "lib", "app.js"));

function isApp(filename) {
  return APPS.some((each) => filename.endsWith(each));
}

/** Calls `body` while these signals do nothing: without a listener they end the process at once. */
function undisturbed(signals, body) {
  const nothing = () => {};
  const heard = [];
  try {
    for (const signal of signals) {
      try {
        process.on(signal, nothing);
        heard.push(signal);
      } catch {
        // a system without it
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

/** Removes what a synth has left that was ended from outside. */
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

/** The folders and files below a folder, relative to it, a folder before what is in it. */
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

/** When a file takes its place: assets, then the stacks that use them, then the manifest that names those. */
function turn(file) {
  const depth = file.split(path.sep).length;
  return depth === 1 ? 2 : depth === 3 ? 1 : 0;
}

/** A file that a link stands for stays where the link points. */
function place(file) {
  return fs.existsSync(file) ? fs.realpathSync(file) : file;
}

function keep(file, copy) {
  try {
    fs.linkSync(file, copy);
  } catch {
    fs.copyFileSync(file, copy); // a file system without links
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

/** Moves the staged files to their places; when one can't be moved, all are as they were before. */
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

/** cdktf replaces all earlier versions of an asset: `stacks/<stack>/assets/<name>/<hash>`. */
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

/** An error of the file system about the output, in a form that Python knows; any other as it is. */
function marked(error, staging, folder) {
  if (!error || !error.code || !error.syscall) return error;
  const file = path.resolve(error.path ?? folder);
  const root = path.resolve(folder);
  const isOutput = file === root || file.startsWith(root + path.sep);
  if (!isOutput && !OF_THE_DISK.has(error.code)) return error;
  const shown = (isOutput ? file : root).replace(path.resolve(staging), root);
  const reason = /^\w+: (.*?)(?:, \w+)?(?: '.*)?$/s.exec(error.message)?.[1] ?? error.code;
  return new Error(`${MARK}${JSON.stringify([path.relative(process.cwd(), shown) || shown, reason])}`);
}

function writeWhole(App) {
  const synth = App.prototype.synth;
  App.prototype.synth = function () {
    const folder = this.outdir;
    const staging = path.join(folder, `${STAGED}${process.pid}`);
    // The same app and manifest for cdktf, except for where they write.
    const to = { outdir: { value: staging, enumerable: true } };
    const manifest = { value: Object.create(this.manifest, to), enumerable: true };
    try {
      // A limit on the size of files would end the process, instead of being an error.
      return undisturbed(["SIGXFSZ"], () => {
        fs.mkdirSync(folder, { recursive: true });
        removeLeftovers(folder);
        fs.rmSync(staging, { recursive: true, force: true });
        fs.mkdirSync(staging); // a recursive one doesn't say that the file system is read-only
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
