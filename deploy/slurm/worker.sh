#!/bin/sh
# One Fathom worker as a Slurm job, by hand; 'fathom alloc add slurm' submits such jobs by itself, as many as needed.
#
#   FATHOM_JOIN=TOKEN sbatch -p short -c 4 --time=4:00:00 --array=1-10 deploy/slurm/worker.sh
#
# The token comes from 'fathom keys add NAME'; sbatch passes it on in the environment, where 'ps' does not show it.
# The worker offers the cores that the job has, takes no trial that will not end in time, and leaves when nothing was
# assigned for five minutes. Cancelled or requeued, it hands back what it holds and keeps a checkpoint.
#SBATCH --job-name=fathom-by-hand
#SBATCH --requeue
#SBATCH --open-mode=append
exec "${FATHOM_WORKER:-fathom-worker}" --idle "${FATHOM_IDLE:-5m}"
