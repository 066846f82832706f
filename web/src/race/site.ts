// An activation where it stands in a network: f, f' and the slopes in its learnt parameters, of what enters there.
import type { Activation } from "../language/activation";
import { Program, type Values } from "../language/evaluate";
import { mended } from "../language/points";
import type { Parameter } from "../language/spec";

interface SpecialPoint {
  /** [width], each unit's own: learnt parameters move kinks. */
  at: Float64Array;
  slope: Float64Array;
}

export class Site {
  readonly learnt: readonly Parameter[];
  /** The learnt parameters' values, one for the layer or one for each unit. */
  readonly arrays: Float32Array[];
  private readonly fixed: SpecialPoint[] | undefined;
  private readonly moving: [at: Program, slope: Program][] = [];

  constructor(
    private readonly activation: Activation,
    private readonly width: number,
  ) {
    this.learnt = activation.parameters.filter((one) => one.learn);
    this.arrays = this.learnt.map(({ learn, value }) => new Float32Array(learn === "unit" ? width : 1).fill(value));
    const { declared } = activation.record;
    if (this.learnt.length && declared) {
      this.moving = declared.map(({ at, slope }) => [new Program(at), new Program(slope)]);
    } else {
      this.fixed = mended(activation.points).map(({ at, slope }) => this.everywhere(at, slope));
    }
  }

  private everywhere(at: number, slope: number): SpecialPoint {
    return {
      at: new Float64Array(this.width).fill(Math.fround(at)),
      slope: new Float64Array(this.width).fill(slope),
    };
  }

  /** Return the parameters' values at n places, whose units repeat. */
  private values(n: number): Record<string, number | Float64Array> {
    const found: Record<string, number | Float64Array> = Object.fromEntries(this.activation.values);
    this.learnt.forEach(({ name, learn }, place) => {
      const array = this.arrays[place] as Float32Array;
      if (learn !== "unit") found[name] = array[0] as number;
      else found[name] = Float64Array.from({ length: n }, (_one, at) => array[at % this.width] as number);
    });
    return found;
  }

  /** Compute f(z) of z [n, width]. */
  f(z: Float32Array, out: Float32Array): void {
    this.run(this.activation.program(0), z, out);
  }

  /** Compute f'(z), which at a kink is the one used there. */
  slope(z: Float32Array, out: Float32Array): void {
    this.run(this.activation.program(1), z, out);
    for (const { at, slope } of this.fixed ?? this.moved()) {
      for (let place = 0; place < z.length; place++) {
        const unit = place % this.width;
        if (z[place] === at[unit]) out[place] = slope[unit] as number;
      }
    }
  }

  /** Compute the slope in a learnt parameter. */
  partial(place: number, z: Float32Array, out: Float32Array): void {
    this.run(this.activation.program((this.learnt[place] as Parameter).name), z, out);
  }

  private run(program: Program, z: Float32Array, out: Float32Array): void {
    const values: Values = { ...this.values(z.length), x: z };
    program.run(values, out);
  }

  private moved(): SpecialPoint[] {
    const values = this.values(this.width);
    return this.moving.map(([at, slope]) => {
      const point = { at: new Float64Array(this.width), slope: new Float64Array(this.width) };
      at.run(values, point.at);
      slope.run(values, point.slope);
      return { ...point, at: point.at.map(Math.fround) };
    });
  }
}
