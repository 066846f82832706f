// The race's room: what is to be trained, and how it goes.
import { raceModel } from "./model";
import { Settings } from "./settings";
import { RaceView } from "./view";

export const shown = raceModel();

export function RaceRoom() {
  return (
    <div class="room">
      <div class="side">
        <Settings model={shown} />
      </div>
      <div class="main">
        <RaceView model={shown} />
      </div>
    </div>
  );
}
