"""The Recorder against numpy in double, on multi-layer perceptrons and convolutional networks."""
import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np
import torch
from torch import nn

import fathom
import reference

torch.manual_seed(5)
torch.set_num_threads(1)


def measure(recorder):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "layers.npz")
        recorder.save(path)
        return fathom._command("measure", path)


def features(net, x):
    """What enters each layer, by hooks of the test's own."""
    found = []
    hooks = [m.register_forward_pre_hook(lambda m, i: found.append(i[0].detach().double()))
             for m in net.modules() if isinstance(m, (nn.Linear, nn.Conv2d))]
    mode = net.training
    net.eval()
    with torch.no_grad():
        net(x)
    net.train(mode)
    for hook in hooks:
        hook.remove()
    return [h.mean(dim=(2, 3)).numpy() if h.dim() == 4 else h.numpy() for h in found]


def batches(x, y, size=64):
    return [(x[i:i + size], y[i:i + size]) for i in range(0, len(x), size)]


def weights(module):
    w = module.weight.detach().double()
    if w.dim() == 4:
        return w.permute(2, 3, 0, 1).reshape(-1, w.shape[1]).numpy()
    return w.numpy()


def layers(net):
    return [m for m in net.modules() if isinstance(m, (nn.Linear, nn.Conv2d))]


class Agreement(unittest.TestCase):
    def compare(self, row, expected, tolerance=1e-6, but=()):
        compared = 0
        for name, value in expected.items():
            if name in but:
                continue
            self.assertIsNotNone(row.get(name), name)
            self.assertLessEqual(abs(row[name] - value), tolerance * abs(value) + 1e-12, f"{name}: {row[name]} {value}")
            compared += 1
        self.assertGreater(compared, 5)

    def record(self, net, x, y, **options):
        recorder = fathom.Recorder(net, **options)
        self.assertTrue(recorder.measure(3, batches(x, y)))
        return recorder

    def test_a_perceptron_with_numbers(self):
        net = nn.Sequential(nn.Linear(12, 40), nn.ReLU(), nn.Dropout(0.5), nn.Linear(40, 30), nn.Tanh(), nn.Linear(30, 3))
        x, y = torch.randn(500, 12), torch.randn(500, 3) * 2 + 7
        found = measure(self.record(net, x, y))
        self.assertEqual([row["layer"] for row in found["layers"]], [1, 2, 3])
        for row, h, module in zip(found["layers"], features(net, x), layers(net)):
            self.compare(row, reference.layer(h, weights(module), y.numpy()))
        self.compare({**found["last_layer"], **found["layers"][-1]},
                     {**reference.last(features(net, x)[-1], weights(layers(net)[-1]), y.numpy()),
                      **reference.layer(features(net, x)[-1], weights(layers(net)[-1]), y.numpy())})
        self.assertAlmostEqual(found["targets"]["variance"], y.double().var(dim=0, unbiased=False).mean().item(), places=9)

    def test_a_convolutional_network_with_classes(self):
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1, self.conv2 = nn.Conv2d(3, 8, 3, padding=1), nn.Conv2d(8, 16, 3, stride=2)
                self.norm, self.fc = nn.BatchNorm2d(8), nn.Linear(16, 5)

            def forward(self, x):
                x = torch.relu(self.norm(self.conv1(x)))
                return self.fc(torch.relu(self.conv2(x)).mean(dim=(2, 3)))

        net = Net()
        x, y = torch.randn(300, 3, 12, 12), torch.randint(0, 5, (300,))
        found = measure(self.record(net, x, y))
        self.assertEqual(found["targets"]["classes"], 5)
        for row, h, module in zip(found["layers"], features(net, x), layers(net)):
            self.compare(row, reference.layer(h, weights(module), labels=y.numpy()))

    def test_collapse_of_1e_8_with_mean_5(self):
        """Noise of 1e-8 of the variance: float32 sums are wrong by a factor here."""
        for dtype in (torch.float64, torch.float32):
            generator = torch.Generator().manual_seed(2)
            signal = torch.randn(4_000, 3, generator=generator, dtype=torch.float64)
            directions = torch.linalg.qr(torch.randn(64, 64, generator=generator, dtype=torch.float64)).Q
            noise = 1e-4 * (3 / 61) ** 0.5 * torch.randn(4_000, 61, generator=generator, dtype=torch.float64)
            h = (5 + signal @ directions[:3] + noise @ directions[3:]).to(dtype)
            net = nn.Sequential(nn.Linear(64, 3, dtype=dtype))
            y = (signal @ torch.randn(3, 3, generator=generator, dtype=torch.float64)).to(dtype)
            row = measure(self.record(net, h, y))["layers"][0]
            expected = reference.layer(h.numpy(), weights(net[0]), y.numpy())
            self.assertTrue(0.9e-8 < expected["nrc1"] < 1.1e-8, expected["nrc1"])
            # The raw prediction error is a difference of nearly equal sums there.
            self.compare(row, expected, but=("nrc4",))

    def test_collapsed_classes_of_1e_8_with_mean_5(self):
        generator = torch.Generator().manual_seed(3)
        y = torch.randint(0, 4, (4_000,), generator=generator)
        means = torch.randn(4, 32, generator=generator, dtype=torch.float64)
        h = 5 + means[y] + 1e-4 * torch.randn(4_000, 32, generator=generator, dtype=torch.float64)
        net = nn.Sequential(nn.Linear(32, 4, dtype=torch.float64))
        row = measure(self.record(net, h, y))["layers"][0]
        expected = reference.layer(h.numpy(), weights(net[0]), labels=y.numpy())
        self.assertTrue(0.5e-8 < expected["nc1"] < 2e-8, expected["nc1"])
        self.compare(row, expected, but=("nrc3", "nrc4", "nrc2", "nrc2_full", "nrc2_first"))

    def test_arrays_and_moments_give_the_same(self):
        net = nn.Sequential(nn.Linear(6, 20), nn.ReLU(), nn.Linear(20, 4))
        for y in (torch.randn(400, 4), torch.randint(0, 4, (400,))):
            x = torch.randn(400, 6)
            sums, arrays = measure(self.record(net, x, y)), measure(self.record(net, x, y, arrays=True))
            compared = 0
            for one, other in zip(sums["layers"] + [sums["last_layer"]], arrays["layers"] + [arrays["last_layer"]]):
                for name, value in one.items():
                    if isinstance(value, float) and name not in ("balancedness",):
                        self.assertLessEqual(abs(value - other[name]), 1e-6 * abs(other[name]) + 1e-12, name)
                        compared += 1
            self.assertGreater(compared, 30)
            missing = {name for one, other in zip(sums["layers"], arrays["layers"])
                       for name in other if other[name] is not None and one.get(name) is None}
            self.assertTrue(missing <= {"nrc2_debiased", "nc4", "tcv", "rank_distance", "nc1_right", "nc1_left",
                                        "agop_correlation", "agop_participation_ratio", "rank_bound", "stationarity",
                                        "fact_correlation", "nfa_exponent", "nfa_correlation"}, missing)

    def test_the_order_and_size_of_batches_do_not_matter(self):
        net = nn.Sequential(nn.Linear(6, 20), nn.ReLU(), nn.Linear(20, 2))
        x, y = torch.randn(300, 6), torch.randn(300, 2)
        order = torch.randperm(300)
        first = fathom.Recorder(net, rows=0)
        first.measure(0, batches(x, y, 300))
        second = fathom.Recorder(net, rows=0)
        second.measure(0, batches(x[order], y[order], 7))
        for one, other in zip(measure(first)["layers"], measure(second)["layers"]):
            for name, value in one.items():
                if isinstance(value, float):
                    self.assertAlmostEqual(value, other[name], delta=1e-9 * max(1, abs(value)))


class Behaviour(unittest.TestCase):
    def test_a_module_that_is_called_twice_is_two_layers(self):
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.fc, self.out = nn.Linear(5, 5), nn.Linear(5, 2)

            def forward(self, x):
                return self.out(torch.relu(self.fc(torch.relu(self.fc(x)))))

        net, x = Net(), torch.randn(90, 5)
        recorder = fathom.Recorder(net)
        recorder.measure(1, batches(x, torch.randn(90, 2)))
        members = recorder.members()
        self.assertEqual(bytes(members["names"]).decode(), '["fc", "fc#2", "out"]')
        h = features(net, x)
        self.assertTrue(np.allclose(members["M2"] + members["S2"] / 90, h[1].mean(axis=0), rtol=1e-12))

    def test_modes_come_back_module_by_module_and_hooks_go(self):
        net = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.Dropout(), nn.Linear(4, 1))
        net.train()
        net[1].eval()
        recorder = fathom.Recorder(net)
        recorder.measure(0, batches(torch.randn(20, 4), torch.randn(20, 1)))
        self.assertEqual([m.training for m in net], [True, False, True, True])
        self.assertTrue(all(not m._forward_pre_hooks for m in net))
        with self.assertRaises(RuntimeError):
            with recorder.epoch(1):
                recorder.batch(torch.randn(20, 1))
                net(torch.randn(20, 3))
        self.assertTrue(all(not m._forward_pre_hooks for m in net))
        self.assertEqual([m.training for m in net], [True, False, True, True])

    def test_no_graph_is_kept_and_training_goes_on(self):
        net = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 1))
        x, y = torch.randn(20, 4, requires_grad=True), torch.randn(20, 1)
        recorder, graphs = fathom.Recorder(net), []
        net[1].register_forward_hook(lambda module, given, found: graphs.append(found.requires_grad))
        recorder.measure(0, batches(x, y))
        self.assertEqual(graphs, [False])
        self.assertTrue(all(not s.gram.requires_grad for s in recorder._sums))
        ((net(x) - y) ** 2).mean().backward()
        self.assertIsNotNone(net[0].weight.grad)

    def test_half_precision_is_summed_in_double(self):
        net = nn.Sequential(nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 2)).to(torch.bfloat16)
        x, y = (torch.randn(3_000, 16) + 5).to(torch.bfloat16), torch.randn(3_000, 2)
        recorder = fathom.Recorder(net)
        recorder.measure(0, batches(x, y))
        members, h = recorder.members(), x.double().numpy()
        self.assertTrue(np.allclose(members["M1"] + members["S1"] / 3_000, h.mean(axis=0), rtol=1e-13))
        hc = h - h.mean(axis=0)
        s = members["S1"]
        self.assertTrue(np.allclose(members["G1"] - np.outer(s, s) / 3_000, hc.T @ hc, rtol=1e-10, atol=1e-8))

    def test_memory_does_not_grow_with_the_samples(self):
        net = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
        sizes = []
        for count in (2_000, 20_000):
            recorder = fathom.Recorder(net, rows=500)
            recorder.measure(0, ((torch.randn(500, 64), torch.randn(500, 2)) for _ in range(count // 500)))
            sizes.append(sum(a.nbytes for a in recorder.members().values()))
        self.assertEqual(sizes[0], sizes[1])

    def test_mistakes_are_told(self):
        net = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 3))
        recorder = fathom.Recorder(net, epochs=[0, 10])
        self.assertFalse(recorder.measure(5, []))
        cases = [
            (lambda: recorder.members(), "Nothing was recorded yet"),
            (lambda: fathom.Recorder(nn.ReLU()), "no Linear and no Conv2d"),
            (lambda: fathom.Recorder(nn.DataParallel(net)), "net.module"),
            (lambda: recorder.measure(0, [(torch.randn(8, 4), torch.tensor([3] * 8))]), "Labels are 0 to 3"),
            (lambda: recorder.measure(0, []), "Nothing was recorded"),
            (lambda: recorder.measure(0, [(torch.randn(8, 4), torch.randn(7, 1))]), "8 samples and 'batch' 7"),
        ]
        for call, words in cases:
            with self.assertRaises(ValueError) as caught:
                call()
            self.assertIn(words, str(caught.exception))
        with self.assertRaises(ValueError):
            with recorder.epoch(5):
                pass

    def test_a_wide_layer_is_left_out_with_a_sentence(self):
        net = nn.Sequential(nn.Linear(50, 8), nn.Linear(8, 2))
        recorder = fathom.Recorder(net, widest=20)
        recorder.measure(0, batches(torch.randn(90, 50), torch.randn(90, 2)))
        members = recorder.members()
        self.assertEqual(bytes(members["names"]).decode(), '["1"]')
        self.assertEqual(members["G1"].shape, (8, 8))


class Reporting(unittest.TestCase):
    def test_lines_and_files_go_where_fathom_says(self):
        code = ("import torch, fathom\n"
                "net = torch.nn.Linear(3, 2)\n"
                "rec = fathom.Recorder(net, epochs=[0, 2])\n"
                "for e in range(3):\n"
                "    rec.measure(e, [(torch.randn(30, 3), torch.randn(30, 2))])\n"
                "    fathom.report(rec, epoch=e, train_loss=torch.tensor(0.5), bad=float('nan'))\n"
                "fathom.report(epoch=2, layer=1, nrc1=0.25)\n"
                "fathom.failed('no more', 'bad_input')\n")
        with tempfile.TemporaryDirectory() as folder:
            read, write = os.pipe()
            environment = {**os.environ, "FATHOM_OUT": folder, "FATHOM_FD": str(write)}
            subprocess.run([sys.executable, "-c", code], env=environment, pass_fds=[write], check=True)
            os.close(write)
            with os.fdopen(read) as lines:
                found = lines.read().splitlines()
            self.assertEqual(found, [
                '{"epoch": 0, "train_loss": 0.5, "bad": NaN}', '{"epoch": 0, "arrays": "layers-0.npz"}',
                '{"epoch": 1, "train_loss": 0.5, "bad": NaN}',
                '{"epoch": 2, "train_loss": 0.5, "bad": NaN}', '{"epoch": 2, "arrays": "layers-2.npz"}',
                '{"epoch": 2, "layer": 1, "nrc1": 0.25}', '{"failed": "no more", "class": "bad_input"}'])
            self.assertEqual(sorted(os.listdir(folder)), ["layers-0.npz", "layers-2.npz"])


if __name__ == "__main__":
    unittest.main()
