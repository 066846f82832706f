// Everything needed to show the same again, in the address after the #: a room and its fields, but for what is usual.
import { ROOMS, type Room } from "./rooms";
import { BadLink, Fields } from "./fields";

/** Write a room as a fragment. */
export function written(room: Room): string {
  const pairs = room.write().map(([key, value]) => `${key}=${encoded(value)}`);
  return [room.name, ...pairs].join("&");
}

/** Take what a fragment says into its room, and return that. Throws a BadLink, and then nothing has changed. */
export function opened(fragment: string): Room {
  const [name = "", ...parts] = fragment.replace(/^#/, "").split("&");
  const room = ROOMS.find((one) => one.name === name);
  if (!room) throw new BadLink(name || "#");
  const fields = new Fields(
    parts.map((part) => {
      const equals = part.indexOf("=");
      if (equals < 1) throw new BadLink(part);
      return [part.slice(0, equals), decoded(part.slice(equals + 1))];
    }),
  );
  room.read(fields);
  return room;
}

function encoded(value: string): string {
  return encodeURI(value).replace(/[&#']/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new BadLink(value);
  }
}
