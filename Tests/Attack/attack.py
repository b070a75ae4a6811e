"""What peers, folders and terminals can do to a coordinator, done to it: usage: attack.py BINARIES [SCENE ...]

Each scene starts its own coordinator on loopback, does its worst and prints what it saw; a scene that ends or stalls the
coordinator fails. Bounded in time and memory: see each. Nothing leaves this machine."""

import sys
import time

import machine
import peers
from lab import check

SCENES = [
    peers.descriptors, peers.half_requests, peers.absurd_layer, peers.endless_message, peers.endless_message_of_a_worker,
    peers.before_the_handshake, peers.short_connections, peers.slow_results, peers.held_slow_results, peers.another_name,
    machine.store_removed, machine.tab_in_a_name, peers.holds, machine.stuck_log, machine.signals, peers.words, peers.comers,
    peers.hand_backs, peers.unread_answers, machine.few_files, machine.disk_full, machine.full_checkpoints,
    machine.out_of_memory, machine.power_cut, machine.clock_jumps, machine.version6, machine.long_plan, machine.many_sweeps,
]


def main():
    wanted = sys.argv[2:]
    failed, start = [], time.time()
    for scene in SCENES:
        if wanted and scene.__name__ not in wanted:
            continue
        begun = time.time()
        print(f"{scene.__name__}: {scene.__doc__.splitlines()[0]}", flush=True)
        try:
            held = scene()
        except Exception as error:  # What a scene cannot go on with is a failure of what it attacks.
            held = check(False, f"{type(error).__name__}: {error}")
        if not held:
            failed.append(scene.__name__)
        print(f"    {time.time() - begun:.0f} s", flush=True)
    print(f"{len(failed)} scenes did not hold{': ' + ', '.join(failed) if failed else ''}; {time.time() - start:.0f} s.")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
