// Some of the digits, so that one sees what they are.
import { useLayoutEffect, useRef } from "preact/hooks";
import { say } from "../words";
import { digits } from "./digits";
import { RACE } from "./texts";

const [ACROSS, DOWN, SIDE] = [8, 2, 8];

export function Sample() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const data = digits.value;
  useLayoutEffect(() => {
    const pen = canvas.current?.getContext("2d");
    if (!pen || !data) return;
    for (let place = 0; place < ACROSS * DOWN; place++) {
      const image = new ImageData(SIDE, SIDE);
      for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
        const shade = 255 - 255 * data.train.inputs[place * SIDE * SIDE + pixel]!;
        image.data.set([shade, shade, shade, 255], 4 * pixel);
      }
      pen.putImageData(image, SIDE * (place % ACROSS), SIDE * Math.floor(place / ACROSS));
    }
  }, [data]);
  const words = say(RACE.sample, { n: ACROSS * DOWN, all: data ? data.train.n + data.test.n : 0 });
  return (
    <>
      <canvas ref={canvas} class="sample" width={SIDE * ACROSS} height={SIDE * DOWN} role="img" aria-label={words} />
      <p class="help">{say(RACE.digitsOf)}</p>
    </>
  );
}
