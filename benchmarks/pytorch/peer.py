"""The work of the comparison in straightforward PyTorch.

peer.py INPUTS.npz THREADS
Reads names of rows from standard input, one a line, and answers each with one line of JSON: the median seconds of one repetition,
and numbers of its first repetition by which both sides can be compared.
"""
import json
import math
import re
import statistics
import sys
import time

import numpy
import torch
from torch import nn
from torch.distributions import Normal

from off_policy import Fql, Sac

STEPS = 4
CHUNK = 12
EMBEDDING = 16
ENVIRONMENTS = 40
DECISIONS = 500
EPOCHS = 5
MINIBATCH = 5000


class Sinusoid(nn.Module):
    def __init__(self, dimension):
        super().__init__()
        half = dimension // 2
        self.register_buffer("frequencies", torch.exp(torch.arange(half) * (-math.log(10000) / (half - 1))), persistent=False)

    def forward(self, times):
        angles = times[:, None] * self.frequencies[None]
        return torch.cat([angles.sin(), angles.cos()], -1)


class Block(nn.Module):
    def __init__(self, width, activation):
        super().__init__()
        self.l1 = nn.Linear(width, width)
        self.l2 = nn.Linear(width, width)
        self.activation = activation

    def forward(self, x):
        return x + self.l2(self.activation(self.l1(self.activation(x))))


class Residual(nn.Module):
    def __init__(self, inputs, width, outputs, activation):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(inputs, width), Block(width, activation), nn.Linear(width, outputs)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Flow(nn.Module):
    def __init__(self, observation):
        super().__init__()
        self.time_embedding = nn.Sequential(
            Sinusoid(EMBEDDING), nn.Linear(EMBEDDING, 2 * EMBEDDING), nn.Mish(), nn.Linear(2 * EMBEDDING, EMBEDDING))
        self.mlp_mean = Residual(CHUNK + EMBEDDING + observation, 512, CHUNK, nn.ReLU())

    def forward(self, chunk, times, observation):
        embedded = self.time_embedding(times)
        return self.mlp_mean(torch.cat([chunk, embedded, observation], -1)), embedded


class Noise(nn.Module):
    """The standard deviation: its log-variance moves between two bounds as the tanh of the network's output."""

    def __init__(self, observation):
        super().__init__()
        self.mlp_logvar = nn.Sequential(
            nn.Linear(EMBEDDING + observation, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, CHUNK))
        self.logvar_min = nn.Parameter(torch.zeros(()), requires_grad=False)
        self.logvar_max = nn.Parameter(torch.zeros(()), requires_grad=False)

    def forward(self, embedded, observation):
        position = torch.tanh(self.mlp_logvar(torch.cat([embedded, observation], -1)))
        logvar = self.logvar_min + (self.logvar_max - self.logvar_min) * (position + 1) / 2
        return torch.exp(0.5 * logvar)


class Peer:
    def __init__(self, path, threads):
        torch.set_num_threads(threads)
        torch.manual_seed(0)
        data = numpy.load(path)
        self.archive = data
        self.data = {name: torch.from_numpy(data[name]) for name in data.files if "/" not in name}
        observation = self.data["observations"].shape[1]
        self.flow = Flow(observation)
        self.noise = Noise(observation)
        self.critic = Residual(observation, 256, 1, nn.Mish())
        load(self.flow, data, "policy/policy.")
        load(self.noise, data, "policy/explore_noise_net.", {"mlp_logvar.0": "mlp_logvar.moduleList.0.linear_1", "mlp_logvar.2": "mlp_logvar.moduleList.1.linear_1", "mlp_logvar.4": "mlp_logvar.moduleList.2.linear_1"})
        load(self.critic, data, "critic/", {"": critic_prefix(data)})
        self.trained = nn.ModuleList([self.flow, self.noise, self.critic])
        self.start = {name: value.clone() for name, value in self.trained.state_dict().items()}
        self.policy = [*self.flow.parameters(), *(p for p in self.noise.parameters() if p.requires_grad)]
        self.policy_optimizer = torch.optim.AdamW(self.policy, 1e-6, weight_decay=0)
        self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), 1e-6, weight_decay=1e-5)
        self.imitated = Flow(observation)
        self.average = Flow(observation)
        self.average.load_state_dict(self.imitated.state_dict())
        self.imitation_optimizer = torch.optim.AdamW(self.imitated.parameters(), 1e-6, weight_decay=1e-6)

    def reset(self):
        self.trained.load_state_dict(self.start)

    def velocity(self, batch):
        observation = self.data["observations"][:batch]
        start = self.data["chains"][:batch, 0]

        def work():
            with torch.no_grad():
                x = start
                for k in range(STEPS):
                    v, _ = self.flow(x, torch.full((batch,), k / STEPS), observation)
                    x = (x + v / STEPS).clamp(-1, 1)
                return x

        return work, lambda x: [x.abs().sum().item()]

    def act(self, batch):
        observation = self.data["observations"][:batch]
        return lambda: self.sample(observation), lambda result: []

    def sample(self, observation):
        with torch.no_grad():
            batch = observation.shape[0]
            x = torch.randn(batch, CHUNK)
            chain, densities = [x], []
            for k in range(STEPS):
                v, embedded = self.flow(x, torch.full((batch,), k / STEPS), observation)
                mean = (x + v / STEPS).clamp(-1, 1)
                deviation = self.noise(embedded, observation)
                x = mean + deviation * torch.randn(batch, CHUNK).clamp(-3, 3)
                if k == STEPS - 1:
                    x = x.clamp(-1, 1)
                densities.append(Normal(mean, deviation).log_prob(x).sum(-1))
                chain.append(x)
            return torch.stack(chain, 1), torch.stack(densities, 1)

    def likelihood(self, chains, observation):
        """Step by step, as the official code does; one batch of all steps is slower here."""
        densities, entropies = [], []
        for k in range(STEPS):
            v, embedded = self.flow(chains[:, k], torch.full((chains.shape[0],), k / STEPS), observation)
            deviation = self.noise(embedded.detach(), observation)
            transition = Normal((chains[:, k] + v / STEPS).clamp(-1, 1), deviation)
            densities.append(transition.log_prob(chains[:, k + 1]).sum(-1))
            entropies.append(transition.entropy().sum(-1))
        return torch.stack(densities, 1), torch.stack(entropies, 1)

    def update(self, samples):
        chosen = {name: self.data[name][:samples] for name in ("observations", "chains", "log_densities", "advantages", "returns")}
        return lambda: self.minibatch(chosen), lambda losses: losses

    def minibatch(self, batch):
        terms = (STEPS + 1) * CHUNK
        initial = Normal(0.0, 1.0).log_prob(batch["chains"][:, 0]).sum(-1)
        new, entropy = self.likelihood(batch["chains"], batch["observations"])
        new = ((new.sum(-1) + initial) / terms).clamp(-1, 1)
        old = ((batch["log_densities"].sum(-1) + initial) / terms).clamp(-1, 1)
        advantage = batch["advantages"]
        advantage = (advantage - advantage.mean()) / (advantage.std() + 1e-8)
        ratio = (new - old).exp()
        policy_loss = torch.max(-advantage * ratio, -advantage * ratio.clamp(0.99, 1.01)).mean()
        value_loss = 0.5 * ((self.critic(batch["observations"]).view(-1) - batch["returns"]) ** 2).mean()
        loss = policy_loss - 0.03 * (entropy.sum(-1) / terms).mean() + 0.5 * value_loss
        self.policy_optimizer.zero_grad()
        self.critic_optimizer.zero_grad()
        loss.backward()
        policy_norm = nn.utils.clip_grad_norm_(self.policy, 1.0)
        critic_norm = nn.utils.clip_grad_norm_(self.critic.parameters(), 1.0)
        self.policy_optimizer.step()
        self.critic_optimizer.step()
        return [value_loss.item(), policy_norm.item(), critic_norm.item()]

    def imitation(self, batch):
        observation = self.data["observations"][:batch]
        actions = self.data["chains"][:batch, STEPS]

        def work():
            time = torch.rand(batch, 1)
            start = torch.randn(batch, CHUNK)
            target = actions - start
            v, _ = self.imitated(start + time * target, time.view(-1), observation)
            loss = ((v - target) ** 2).mean()
            self.imitation_optimizer.zero_grad()
            loss.backward()
            self.imitation_optimizer.step()
            with torch.no_grad():
                for average, current in zip(self.average.parameters(), self.imitated.parameters()):
                    average.mul_(0.995).add_(current, alpha=0.005)

        return work, lambda result: []

    def fql(self, is_port):
        fql = Fql(self.archive, f"fql{is_port}/", Flow(self.data["observations"].shape[1]), bool(is_port))
        first = fql.check()
        return fql.update, lambda _: first

    def sac(self, batch):
        return Sac(batch).update, lambda _: []

    def rollout(self, _):
        """The policy's part of a rollout; the physics is measured elsewhere."""
        observation = self.data["observations"][:ENVIRONMENTS]

        def work():
            for _ in range(DECISIONS):
                self.sample(observation)
            with torch.no_grad():
                self.critic(self.data["observations"][:DECISIONS * ENVIRONMENTS])

        return work, lambda result: []

    def epochs(self, _):
        """The update of an iteration: every epoch shuffles and visits each sample once."""
        samples = DECISIONS * ENVIRONMENTS

        def work():
            for _ in range(EPOCHS):
                for indices in torch.randperm(samples).split(MINIBATCH):
                    self.minibatch({name: self.data[name][indices] for name in ("observations", "chains", "log_densities", "advantages", "returns")})

        return work, lambda result: []


def critic_prefix(data):
    name = next(name for name in data.files if name.startswith("critic/") and name.endswith("layers.0.weight"))
    return name[len("critic/"):-len("layers.0.weight")]


def load(module, data, prefix, renamed=()):
    state = {}
    for name in module.state_dict():
        source = name
        for short, long in dict(renamed).items():
            if name.startswith(short):
                source = long + name[len(short):]
        state[name] = torch.from_numpy(data[prefix + source])
    module.load_state_dict(state)


def measure(work, check, seconds):
    first = check(work())
    start = time.perf_counter()
    work()
    once = time.perf_counter() - start
    if once > seconds:
        return {"seconds": once, "check": first}
    count = max(1, min(1000, int(seconds / 20 / max(once, 1e-9))))
    samples = []
    begin = time.perf_counter()
    while len(samples) < 3 or time.perf_counter() - begin < seconds:
        start = time.perf_counter()
        for _ in range(count):
            work()
        samples.append((time.perf_counter() - start) / count)
    return {"seconds": statistics.median(samples), "check": first}


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    peer = Peer(sys.argv[1], int(sys.argv[2]))
    config = " ".join(torch.__config__.show().split())
    blas = re.search(r"BLAS_INFO=([^, ]+)", config)
    capability = re.search(r"CPU capability usage: (\S+)", config)
    answer({"description": f"PyTorch {torch.__version__}, BLAS {blas[1] if blas else 'unknown'}, own kernels for {capability[1] if capability else 'unknown'}"})
    for line in sys.stdin:
        row, argument = line.split()
        peer.reset()
        work, check = getattr(peer, row)(int(argument))
        answer(measure(work, check, 1.0))


main()
