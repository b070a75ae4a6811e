"""What a recorder sums, number by number, against numpy in double over all samples at once."""
import contextlib
import io
import json
import os
import sys
import unittest

import numpy as np
import torch
from torch import nn

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import fathom  # noqa: E402

torch.manual_seed(1)


def batches(x, y, size=64):
    return [(x[i:i + size], y[i:i + size]) for i in range(0, len(x), size)]


def record(net, x, y, size=64, **options):
    recorder = fathom.Recorder(net, **options)
    assert recorder.measure(1, batches(x, y, size))
    return recorder.members()


class Moments(unittest.TestCase):
    def near(self, found, expected, what, digits=1e-12, of=None):
        """Within `digits` of the greatest number, or of the greatest of what a sum is of."""
        expected = np.asarray(expected)
        self.assertEqual(np.shape(found), expected.shape, what)
        scale = np.abs(expected if of is None else of).max(initial=0)
        self.assertLessEqual(np.abs(np.asarray(found, np.float64) - expected).max(initial=0), digits * scale + 1e-300, what)

    def check(self, members, layers, size, y=None, labels=None, classes=None):
        """`layers`: what enters each of them, samples x width."""
        count = len(layers[0])
        self.assertEqual(members["n"], count)
        first = min(size, count)
        for l, h in enumerate(layers, 1):
            h = np.asarray(h, np.float64)
            shift, last = h[:first].mean(axis=0), l == len(layers)
            rest = h - shift
            self.near(members[f"M{l}"], shift, f"M{l}")
            self.near(members[f"S{l}"] / count, rest.sum(axis=0) / count, f"S{l}", of=rest)
            self.near(members[f"G{l}"], rest.T @ rest, f"G{l}")
            self.assertEqual(members[f"G{l}"].dtype, np.float64)
            if y is not None:
                self.near(members[f"C{l}"], rest.T @ (y - y[:first].mean(axis=0)), f"C{l}")
            else:
                sums = np.stack([rest[labels == c].sum(axis=0) for c in range(classes)])
                squares = np.array([(rest[labels == c] ** 2).sum() for c in range(classes)])
                self.near(members[f"K_sum{l}"], sums, f"K_sum{l}")
                self.near(members[f"K_sq{l}"], squares, f"K_sq{l}")
            self.assertEqual(f"Gn{l}" in members, last)
            if last:
                length = np.linalg.norm(h, axis=1)
                unit = h[length > 0] / length[length > 0, None]
                self.near(members[f"Gn{l}"], unit.T @ unit, f"Gn{l}")
                self.assertEqual(members[f"Nn{l}"], (length > 0).sum())
        if y is not None:
            rest = y - y[:first].mean(axis=0)
            self.near(members["Y_shift"], y[:first].mean(axis=0), "Y_shift")
            self.near(members["Y_sum"] / count, rest.sum(axis=0) / count, "Y_sum", of=rest)
            self.near(members["Y_gram"], rest.T @ rest, "Y_gram")
        else:
            self.near(members["K_n"], np.bincount(labels, minlength=classes), "K_n")

    def perceptron(self):
        net = nn.Sequential(nn.Linear(7, 9), nn.ReLU(), nn.Linear(9, 4)).double()
        x = torch.randn(203, 7, dtype=torch.float64) + 5
        return net, x, [x.numpy(), net[1](net[0](x)).detach().numpy()]

    def test_numbers(self):
        net, x, layers = self.perceptron()
        y = torch.randn(203, 4, dtype=torch.float64) * 2 + 7
        for size in (203, 64, 1):
            self.check(record(net, x, y, size), layers, size, y.numpy())
        self.check(record(net, x, y[:, 0], 64), layers, 64, y.numpy()[:, :1])
        self.check(record(net, x, y.reshape(203, 2, 2), 64), layers, 64, y.numpy())
        # Several whole numbers a sample are numbers, as no label has two.
        whole = torch.randint(0, 3, (203, 4))
        self.check(record(net, x, whole, 64), layers, 64, whole.double().numpy())

    def test_labels(self):
        net, x, layers = self.perceptron()
        labels = torch.randint(0, 3, (203,))
        self.check(record(net, x, labels, 50), layers, 50, labels=labels.numpy(), classes=4)
        self.check(record(net, x, labels[:, None], 50, classes=6), layers, 50, labels=labels.numpy(), classes=6)
        self.check(record(net, x, labels.to(torch.uint8), 50), layers, 50, labels=labels.numpy(), classes=4)

    def test_labels_below_0_or_beyond_the_classes_are_told(self):
        net, x, _ = self.perceptron()
        for wrong, classes in [(-1, None), (4, None), (6, 6)]:
            labels = torch.zeros(203, dtype=torch.int64)
            labels[100] = wrong
            with self.assertRaises(ValueError) as caught:
                record(net, x, labels, 50, classes=classes)
            self.assertIn(f"Labels are 0 to {classes or 4} - 1", str(caught.exception))

    def test_samples_of_length_0_have_no_direction(self):
        net = nn.Sequential(nn.Linear(3, 2)).double()
        x = torch.randn(40, 3, dtype=torch.float64)
        x[::4] = 0
        members = record(net, x, torch.randn(40, 2, dtype=torch.float64), 16)
        self.assertEqual(members["Nn1"], 30)
        self.assertAlmostEqual(np.trace(members["Gn1"]), 30, places=10)

    def test_weights_and_biases_and_the_order_of_a_kernel(self):
        net = nn.Sequential(nn.Conv2d(2, 3, (2, 5), bias=False), nn.ReLU(), nn.Conv2d(3, 6, 1, groups=3), nn.Flatten(),
                            nn.Linear(6 * 3 * 4, 4))
        x, y = torch.randn(30, 2, 4, 8), torch.randint(0, 4, (30,))
        members = record(net, x, y, 7)
        kernel = net[0].weight.detach().numpy()
        expected = [[kernel[o, i, r, c] for i in range(2)] for r in range(2) for c in range(5) for o in range(3)]
        self.near(members["W1"], expected, "W1", 0)
        self.assertNotIn("b1", members)
        self.assertNotIn("W2", members)
        self.near(members["W3"], net[4].weight.detach().numpy(), "W3", 0)
        self.near(members["b3"], net[4].bias.detach().numpy(), "b3", 0)
        self.assertEqual(members["W3"].dtype, np.float32)
        self.assertEqual(json.loads(bytes(members["names"])), ["0", "2", "4"])
        with torch.no_grad():
            second = net[1](net[0](x))
            third = net[3](net[2](second))
        self.check(members, [x.double().mean(dim=(2, 3)).numpy(), second.double().mean(dim=(2, 3)).numpy(),
                             third.double().numpy()], 7, labels=y.numpy(), classes=4)

    def test_of_a_sequence_the_mean_enters(self):
        net = nn.Sequential(nn.Linear(5, 6), nn.Linear(6, 3))
        x, y = torch.randn(50, 11, 5), torch.randn(50, 3)
        members = record(net, x, y, 20)
        hidden = net[0](x).detach().double()
        self.check(members, [x.double().mean(dim=1).numpy(), hidden.mean(dim=1).numpy()], 20, y.double().numpy())

    def test_half_precision_is_averaged_and_summed_in_double(self):
        for dtype in (torch.bfloat16, torch.float16):
            net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Flatten(), nn.Linear(4 * 400, 2)).to(dtype)
            x, y = (torch.randn(60, 3, 20, 20) * 0.01 + 300).to(dtype), torch.randn(60, 2)
            with torch.no_grad():
                second = net[1](net[0](x)).double().numpy()
            self.check(record(net, x, y, 16), [x.double().mean(dim=(2, 3)).numpy(), second], 16, y.double().numpy())

    def test_the_first_rows_are_kept_as_they_are(self):
        net, x, layers = self.perceptron()
        y = torch.randn(203, 4, dtype=torch.float64)
        for rows, kept in [(100, 100), (10_000, 203), (64, 64), (1, 1)]:
            members = record(net, x, y, 64, rows=rows)
            for l, h in enumerate(layers, 1):
                self.near(members[f"R{l}"], h[:kept], f"R{l} of {rows}", 0)
        self.assertNotIn("R1", record(net, x, y, 64, rows=0))
        self.assertEqual(record(net.float(), x.float(), y, 64)["R1"].dtype, np.float32)

    def test_the_last_layer_alone_is_kept_at_unit_length_also_of_one_batch(self):
        net, x, layers = self.perceptron()
        y = torch.randn(203, 4, dtype=torch.float64)
        for size in (203, 100):
            members = record(net, x, y, size)
            self.assertEqual([name for name in members if name.startswith("Gn")], ["Gn2"])

    def test_arrays_are_the_samples_themselves(self):
        net, x, layers = self.perceptron()
        labels = torch.randint(0, 4, (203,))
        members = record(net, x, labels, 50, arrays=True)
        self.assertEqual(sorted(members), ["H1", "H2", "W1", "W2", "b1", "b2", "labels", "names"])
        for l, h in enumerate(layers, 1):
            self.near(members[f"H{l}"], h, f"H{l}", 0)
        self.assertTrue(np.array_equal(members["labels"], labels.numpy()))
        y = torch.randn(203, 4, dtype=torch.float64)
        self.near(record(net, x, y, 50, arrays=True)["Y"], y.numpy(), "Y", 0)

    def test_a_layer_of_exactly_the_greatest_width_is_kept(self):
        net = nn.Sequential(nn.Linear(20, 8), nn.Linear(8, 2))
        x, y = torch.randn(30, 20), torch.randn(30, 2)
        self.assertIn("G2", record(net, x, y, widest=20))
        words = io.StringIO()
        with contextlib.redirect_stderr(words):
            self.assertNotIn("G2", record(net, x, y, widest=19))
        self.assertIn("'0' has 20 inputs, more than widest=19", words.getvalue())

    def test_a_second_epoch_begins_anew(self):
        net, x, layers = self.perceptron()
        y = torch.randn(203, 4, dtype=torch.float64)
        recorder = fathom.Recorder(net)
        recorder.measure(1, batches(x + 1, y))
        recorder.measure(2, batches(x, y))
        self.check(recorder.members(), layers, 64, y.numpy())

    def test_a_network_that_calls_other_layers_in_another_batch_is_told(self):
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.a, self.b, self.calls = nn.Linear(4, 4), nn.Linear(4, 4), 0

            def forward(self, x):
                self.calls += 1
                return self.order[self.calls - 1](x)

        x, y = torch.randn(20, 4), torch.randn(20, 4)
        for order, words in [
            (lambda n: [lambda v: n.b(n.a(v)), n.a], "called 1 layers in this batch and 2"),
            (lambda n: [n.a, lambda v: n.b(n.a(v))], "more layers than in the first"),
            (lambda n: [lambda v: n.b(n.a(v)), lambda v: n.a(n.b(v))], "'b' was called in place of 'a'"),
        ]:
            net = Net()
            net.order = order(net)
            with self.assertRaises(ValueError) as caught:
                fathom.Recorder(net).measure(0, [(x, y), (x, y)])
            self.assertIn(words, str(caught.exception))


if __name__ == "__main__":
    unittest.main()
