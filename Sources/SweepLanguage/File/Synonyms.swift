/// What other tools call a parameter.
package enum Synonyms {
  package static let parameters: [String: String] = [
    "lr": "learning_rate", "eta": "learning_rate", "step_size": "learning_rate", "base_lr": "learning_rate",
    "init_lr": "learning_rate", "wd": "weight_decay", "l2": "weight_decay", "l2_reg": "weight_decay",
    "n_layers": "depth", "num_layers": "depth", "layers": "depth", "nlayers": "depth",
    "n_hidden_layers": "depth",
    "hidden_size": "width", "hidden_dim": "width", "hidden": "width", "n_hidden": "width",
    "hidden_units": "width",
    "hidden_width": "width", "d_model": "width", "channels": "width", "batchnorm": "normalization",
    "batch_norm": "normalization", "bn": "normalization", "use_bn": "normalization", "norm": "normalization",
    "bs": "batch_size", "batch": "batch_size", "batchsize": "batch_size", "num_epochs": "epochs",
    "n_epochs": "epochs", "max_epochs": "epochs", "iterations": "epochs", "opt": "optimizer",
    "optim": "optimizer", "act": "activation", "nonlinearity": "activation",
    "activation_function": "activation",
    "loss_fn": "loss", "loss_function": "loss", "criterion": "loss", "data": "dataset",
    "n_samples": "samples",
    "num_samples": "samples", "n_train": "samples", "input_dim": "inputs", "in_features": "inputs",
    "d_in": "inputs", "output_dim": "target_dim", "out_features": "target_dim", "d_out": "target_dim",
    "rank": "target_rank", "num_classes": "classes", "n_classes": "classes", "weight_init": "init",
    "initialization": "init", "gamma": "lr_factor", "lr_decay": "lr_factor", "warmup": "warmup_epochs",
    "scheduler": "schedule", "lr_schedule": "schedule", "lr_scheduler": "schedule", "arch": "model",
    "architecture": "model", "network": "model", "use_bias": "bias", "test_size": "test_fraction",
    "val_fraction": "test_fraction",
  ]
}
