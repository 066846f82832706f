#!/bin/bash
# A study in 16 shards on a SLURM cluster:  sbatch examples/slurm.sh
# When all have ended:  actlab merge monday
#SBATCH --job-name=actlab
#SBATCH --array=1-16
#SBATCH --cpus-per-task=8
#SBATCH --mem=8G
#SBATCH --time=24:00:00
#SBATCH --requeue
# A task that is requeued goes on where it was cut off: every network that had ended is stored, and one that takes longer
# than a minute is kept once a minute.
set -euo pipefail
actlab compare relu elu gelu silu --protocol fair --data fashion-mnist --seeds 32 --out monday --shard auto
