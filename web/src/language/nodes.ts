// What a formula is made of as it is written, after Python's own tree; `at` is where it begins in the text.

export type Keyword = { name: string; value: Node }; // of an argument; no name for **more
interface At {
  at: number;
}
export type Node =
  | (At & { kind: "number"; value: number; whole: boolean })
  | (At & { kind: "constant"; value: string | boolean | null })
  | (At & { kind: "name"; name: string })
  | (At & { kind: "binary"; sign: string; left: Node; right: Node })
  | (At & { kind: "unary"; sign: string; operand: Node })
  | (At & { kind: "joined"; sign: string; values: Node[] })
  | (At & { kind: "compare"; left: Node; signs: string[]; others: Node[] })
  | (At & { kind: "choice"; test: Node; yes: Node; no: Node })
  | (At & { kind: "call"; of: Node; args: Node[]; keywords: Keyword[] })
  | (At & { kind: "attribute"; of: Node; name: string })
  | (At & { kind: "lambda"; names: string[]; body: Node })
  | (At & { kind: "list" | "tuple" | "other"; parts: Node[] });

export type Of<K extends Node["kind"]> = Extract<Node, { kind: K }>;

/** Return the nodes directly below one; values of named arguments are not counted among them, as in Python. */
export function children(node: Node): Node[] {
  switch (node.kind) {
    case "binary":
      return [node.left, node.right];
    case "unary":
      return [node.operand];
    case "joined":
      return node.values;
    case "compare":
      return [node.left, ...node.others];
    case "choice":
      return [node.test, node.yes, node.no];
    case "call":
      return [node.of, ...node.args];
    case "attribute":
      return [node.of];
    case "lambda":
      return [node.body];
    case "list":
    case "tuple":
    case "other":
      return node.parts;
    default:
      return [];
  }
}
