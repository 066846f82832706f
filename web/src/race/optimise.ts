// The directions of optimisers, as optax has them; a step is -learning rate times the direction.

export type Optimiser = "sgd" | "momentum" | "adam";
const DECAY = 0.9; // of momentum, and of Adam's mean
const SQUARES = 0.999; // of Adam's mean of squares
const EPSILON = 1e-8;

/** What an optimiser remembers of one array. */
export class Memory {
  private readonly mean: Float32Array;
  private readonly squares: Float32Array;
  private steps = 0;

  constructor(
    private readonly how: Optimiser,
    length: number,
  ) {
    this.mean = new Float32Array(how === "sgd" ? 0 : length);
    this.squares = new Float32Array(how === "adam" ? length : 0);
  }

  /** Compute the direction of a gradient. */
  direction(gradient: Float32Array, out: Float32Array): void {
    this.steps++;
    const { mean, squares } = this;
    const [first, second] = [1 - DECAY ** this.steps, 1 - SQUARES ** this.steps];
    for (let i = 0; i < gradient.length; i++) {
      const g = gradient[i]!;
      if (this.how === "sgd") out[i] = g;
      else if (this.how === "momentum") out[i] = mean[i] = g + DECAY * mean[i]!;
      else {
        mean[i] = DECAY * mean[i]! + (1 - DECAY) * g;
        squares[i] = SQUARES * squares[i]! + (1 - SQUARES) * g * g;
        out[i] = mean[i]! / first / (Math.sqrt(squares[i]! / second) + EPSILON);
      }
    }
  }
}
