// Runs inside jsii's kernel, loaded there as part of a package of its own. One request of Python's makes many
// constructs here, each as the class's own constructor makes it.
"use strict";

/** The wanted id, or the first of `id-2`, `id-3`, ... where the user has a construct of that id. */
function freeId(scope, wanted) {
  let id = wanted;
  for (let number = 2; scope.node.tryFindChild(id) !== undefined; number++) id = `${wanted}-${number}`;
  return id;
}

/** The class of a name of jsii's, such as `@cdktf/provider-azurerm.containerAppJob.ContainerAppJob`. */
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
    if (isFixed) element.friendlyUniqueId; // cdktf takes no other once it has told it
    made.push(element);
  }
  return made;
}

/** Without the traces that cdktf keeps of where each block was made: here they all say this file, and take half the time. */
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
   * @param text JSON, a list of what to do. To make a construct: [class, scope, id, address, is fixed, depends
   *   on, provider, config]. To call one's method: [construct, path of the method, arguments]. A construct is its position
   *   among those that are made here, or below zero among the others.
   * @param others that are there already.
   */
  static make(text, others) {
    return withoutTraces(() => makeAll(JSON.parse(text), others));
  }
};
