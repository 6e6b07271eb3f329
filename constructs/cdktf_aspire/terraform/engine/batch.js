// Runs in jsii's kernel, which loads it as part of a package. One request from Python creates many constructs here,
// each with its class's own constructor.
"use strict";

/** The wanted id, or the first free one of `id-2`, `id-3`, ... if the user has a construct with that id. */
function freeId(scope, wanted) {
  let id = wanted;
  for (let number = 2; scope.node.tryFindChild(id) !== undefined; number++) id = `${wanted}-${number}`;
  return id;
}

/** The class with a jsii name, such as `@cdktf/provider-azurerm.containerAppJob.ContainerAppJob`. */
function classOf(name) {
  const [assembly, ...path] = name.split(".");
  return path.reduce((found, each) => found[each], require(assembly));
}

function makeAll(entries, others) {
  const made = [];
  const construct = (position) => (position < 0 ? others[-1 - position] : made[position]);
  for (const [subject, ...details] of entries) {
    if (typeof subject === "number") {
      const path = details[0].split(".");
      const method = path.pop();
      const target = path.reduce((found, each) => found[each], construct(subject));
      target[method](...details[1]);
      continue;
    }
    const [scope, id, address, isFixed, dependsOn, provider, config] = details;
    const parent = construct(scope);
    if (dependsOn.length > 0) config.dependsOn = dependsOn.map(construct);
    if (provider !== null) config.provider = construct(provider);
    const element = new (classOf(subject))(parent, freeId(parent, id), config);
    if (address !== null) element.overrideLogicalId(address);
    if (isFixed) element.friendlyUniqueId; // reading it fixes the address in cdktf
    made.push(element);
  }
  return made;
}

/** Runs without cdktf's stack traces of each block: here they would all point to this file, and take half of the time. */
function withoutTraces(body) {
  const capture = Error.captureStackTrace;
  Error.captureStackTrace = () => {};
  try {
    return body();
  } finally {
    Error.captureStackTrace = capture;
  }
}

exports.Batch = class Batch {
  /**
   * @param text JSON, a list of actions. To create a construct: [class, scope, id, address, is fixed, depends on,
   *   provider, config]. To call a method: [construct, path of the method, arguments]. A construct is given by its
   *   position among those that are created here, or by a negative position among the others.
   * @param others the constructs that already exist.
   */
  static make(text, others) {
    return withoutTraces(() => makeAll(JSON.parse(text), others));
  }
};
