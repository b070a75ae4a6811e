"""Writes policy.npz: a random policy on normal inputs, with the covariance of the paper's Swimmer targets (arXiv 2409.04180, Table 1).

Actions are those of a tanh net with two hidden layers of 64 units, a fifth of their variance is noise, and they are mixed so that
their covariance is the table's: smallest eigenvalue 0.2756, correlation -0.244. Needs numpy; the same bytes on every run.
"""
import numpy as np

ROWS, INPUTS, TARGETS, HIDDEN, NOISE = 1000, 8, 2, 64, 0.2
SMALLEST, CORRELATION = 0.2756, -0.244

stream = np.random.default_rng(0)


def layer(inputs):
    return np.tanh(inputs @ stream.standard_normal((inputs.shape[1], HIDDEN)) * 1.5 / np.sqrt(inputs.shape[1]))


def white(rows):
    rows = rows - rows.mean(axis=0)
    values, vectors = np.linalg.eigh(rows.T @ rows / len(rows))
    return rows @ (vectors / np.sqrt(values)) @ vectors.T


observations = stream.standard_normal((ROWS, INPUTS))
actions = layer(layer(observations)) @ stream.standard_normal((HIDDEN, TARGETS))
actions = white(np.sqrt(1 - NOISE) * white(actions) + np.sqrt(NOISE) * stream.standard_normal(actions.shape))
covariance = SMALLEST / (1 + CORRELATION) * np.array([[1, CORRELATION], [CORRELATION, 1]])
values, vectors = np.linalg.eigh(covariance)
actions = actions @ (vectors * np.sqrt(values)) @ vectors.T
np.savez("policy.npz", x_train=observations.astype("f4"), y_train=actions.astype("f4"))
