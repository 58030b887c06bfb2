/** Stands before a port and replaces some members. What is loaded when it is first called has no members to copy. */
export function replacing<T extends object>(port: T, members: Partial<T>): T {
  return new Proxy(port, {
    get: (target, name) => Reflect.get(Object.hasOwn(members, name) ? members : target, name) as unknown,
  });
}
