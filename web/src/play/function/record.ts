// The function room among the others: its name, and what of it stands in a link.
import { BadLink, numberOf, type Fields } from "../fields";
import type { Room } from "../rooms";
import { change, DEFAULT, MOST, readOnce, type FunctionState } from "./model";
import { FunctionRoom, REACHES, shown } from "./room";
import { FUNCTION } from "./texts";

export const functionRoom: Room = { name: "function", title: FUNCTION.title, View: FunctionRoom, write, read };

function write(): [string, string][] {
  const { formulas, orders, reach, sigma, chosen, at } = shown.state.value;
  const rest: [string, string, string][] = [
    ["d", orders.join(""), DEFAULT.orders.join("")],
    ["r", String(reach), String(DEFAULT.reach)],
    ["s", String(sigma), String(DEFAULT.sigma)],
    ["c", String(chosen), String(DEFAULT.chosen)],
    ["at", String(at), String(DEFAULT.at)],
  ];
  const drawn = formulas.map((text): [string, string] => ["f", text]);
  return [...drawn, ...rest.filter(([, now, usual]) => now !== usual).map(([key, now]): [string, string] => [key, now])];
}

function read(fields: Fields): void {
  const given = fields.all("f");
  if (given.length > MOST) throw new BadLink(`f=${given[MOST]}`);
  const unread = given.find((text) => readOnce(text).refusal);
  if (unread !== undefined) throw new BadLink(`f=${unread}`);
  const formulas = given.length ? given : DEFAULT.formulas;
  const orders = fields.choice("d", ["0", "1", "2", "01", "02", "12", "012"], "012");
  const reach = fields.number("r", 1, 20, DEFAULT.reach);
  if (!REACHES.includes(reach)) throw new BadLink(`r=${reach}`);
  const next: FunctionState = {
    formulas,
    orders: [...orders].map((one) => numberOf(one, 0, 2, true, "d")),
    reach,
    sigma: fields.number("s", 0.1, 4, DEFAULT.sigma),
    chosen: fields.number("c", 0, formulas.length - 1, DEFAULT.chosen, true),
    at: fields.number("at", -reach, reach, DEFAULT.at),
  };
  fields.end();
  change(shown, next);
}
