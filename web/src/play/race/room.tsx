// The race.
export function RaceRoom() {
  return <p>…</p>;
}
