"""Updates of off-policy algorithms in straightforward PyTorch, on a batch of Hopper transitions."""
import torch
from torch import nn

OBSERVATION = 11
ACTION = 3


class Plain(nn.Module):
    """Linear layers with their activations; normalisation, if any, before or after the activation."""

    def __init__(self, inputs, widths, outputs, activation, norm=None, epsilon=1e-5):
        super().__init__()
        sizes = [inputs, *widths, outputs]
        self.maps = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))
        self.norms = nn.ModuleList(nn.LayerNorm(width, epsilon) for width in widths) if norm else None
        self.norm = norm
        self.activation = activation

    def forward(self, x):
        for i, layer in enumerate(self.maps[:-1]):
            x = layer(x)
            if self.norm == "before":
                x = self.norms[i](x)
            x = self.activation(x)
            if self.norm == "after":
                x = self.norms[i](x)
        return self.maps[-1](x)


class PlainFlow(nn.Module):
    def __init__(self, chunk, activation):
        super().__init__()
        self.head = Plain(chunk + 1 + OBSERVATION, [512] * 4, chunk, activation)

    def forward(self, x, time, observation):
        return self.head(torch.cat([x, time[:, None], observation], -1))


class PortFlow(nn.Module):
    def __init__(self, flow):
        super().__init__()
        self.flow = flow

    def forward(self, x, time, observation):
        return self.flow(x, time, observation)[0]


class Critics(nn.Module):
    def __init__(self, members):
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, observation, action):
        x = torch.cat([observation, action], -1)
        return torch.stack([member(x).squeeze(-1) for member in self.members])


class Fql:
    """Flow Q-learning: its authors' setting, or that of ReinFlow's port, with the batch's recorded noise or fresh one."""

    def __init__(self, data, prefix, flow, is_port):
        self.is_port = is_port
        self.steps = 4 if is_port else 10
        self.batch = {name: torch.from_numpy(data[f"{prefix}batch/{name}"]) for name in ("observations", "actions", "rewards", "discounts", "next_observations")}
        self.recorded = {name: torch.from_numpy(data[f"{prefix}noise/{name}"]) for name in ("next", "policy", "time", "start")}
        self.chunk = self.batch["actions"].shape[1]
        gelu = nn.GELU() if is_port else nn.GELU(approximate="tanh")
        self.flow = PortFlow(flow) if is_port else PlainFlow(self.chunk, gelu)
        self.policy = Plain(OBSERVATION + self.chunk, [512] * (2 if is_port else 4), self.chunk, gelu)
        self.critics, self.targets = (Critics([self.critic(gelu) for _ in range(2)]) for _ in range(2))
        self.load(data, prefix)
        self.targets.load_state_dict(self.critics.state_dict())
        self.targets.requires_grad_(False)
        self.policies = [*self.flow.parameters(), *self.policy.parameters()]
        self.policy_optimizer = torch.optim.Adam(self.policies, 1e-6)
        self.critic_optimizer = torch.optim.Adam(self.critics.parameters(), 1e-6)

    def critic(self, gelu):
        if self.is_port:
            return Plain(OBSERVATION + self.chunk, [256] * 2, 1, nn.ReLU(), "before", 1e-5)
        return Plain(OBSERVATION + self.chunk, [512] * 4, 1, gelu, "after", 1e-6)

    def load(self, data, prefix):
        state = {name[len(prefix):]: torch.from_numpy(data[name]) for name in data.files if name.startswith(prefix)}
        if self.is_port:
            self.flow.flow.load_state_dict({name: state["policies/bc_flow.network." + name] for name in self.flow.flow.state_dict()})
        else:
            fill(self.flow.head, state, "policies/bc_flow.network.mlp_mean.moduleList.{}.linear_1.")
        fill(self.policy, state, "policies/actor.net.{}.", 2)
        for e, member in enumerate(self.critics.members):
            fill(member, state, f"critic/Q{e + 1}.moduleList.{{}}.linear_1.", 1, f"critic/Q{e + 1}.moduleList.{{}}.norm_1.")

    def fresh(self):
        rows = self.batch["rewards"].shape[0]
        return {"next": torch.randn(rows, self.chunk), "policy": torch.randn(rows, self.chunk), "time": torch.rand(rows), "start": torch.randn(rows, self.chunk)}

    def act(self, observation, noise):
        return self.policy(torch.cat([observation, noise], -1))

    def critic_loss(self, noise):
        b = self.batch
        with torch.no_grad():
            action = self.act(b["next_observations"], noise["next"]).clamp(-1, 1)
            target = b["rewards"] + b["discounts"] * self.targets(b["next_observations"], action).mean(0)
        errors = (self.critics(b["observations"], b["actions"]) - target) ** 2
        return errors.mean(1).sum() if self.is_port else errors.mean()

    def policy_losses(self, noise):
        b = self.batch
        observation, rows = b["observations"], b["rewards"].shape[0]
        difference = b["actions"] - noise["start"]
        between = noise["start"] + noise["time"][:, None] * difference
        flow_loss = ((self.flow(between, noise["time"], observation) - difference) ** 2).mean()
        with torch.no_grad():
            x = noise["policy"]
            for k in range(self.steps):
                x = x + self.flow(x, torch.full((rows,), k / self.steps), observation) / self.steps
            x = x.clamp(-1, 1)
        action = self.act(observation, noise["policy"])
        distillation = ((action - x) ** 2).mean()
        self.critics.requires_grad_(False)
        q = self.critics(observation, action.clamp(-1, 1)).mean(0)
        self.critics.requires_grad_(True)
        value_loss = -q.mean()
        if self.is_port:
            value_loss = value_loss / q.detach().abs().mean()
        return flow_loss, distillation, value_loss

    def total(self, losses):
        return losses[0] + (3 if self.is_port else 10) * losses[1] + losses[2]

    def follow(self):
        with torch.no_grad():
            for target, source in zip(self.targets.parameters(), self.critics.parameters()):
                target.mul_(0.995).add_(source, alpha=0.005)

    def update(self):
        noise = self.fresh()
        self.critic_optimizer.zero_grad()
        self.policy_optimizer.zero_grad()
        if self.is_port:
            self.critic_loss(noise).backward()
            self.critic_optimizer.step()
            self.follow()
            self.total(self.policy_losses(noise)).backward()
            self.policy_optimizer.step()
        else:
            critic_loss = self.critic_loss(noise)
            (critic_loss + self.total(self.policy_losses(noise))).backward()
            self.follow()
            self.critic_optimizer.step()
            self.policy_optimizer.step()

    def check(self):
        return [self.critic_loss(self.recorded).item(), *(loss.item() for loss in self.policy_losses(self.recorded))]


class Sac:
    """Soft actor-critic with a learned temperature, on transitions of random numbers."""

    def __init__(self, batch):
        self.rows = batch
        self.observations, self.next_observations = torch.randn(batch, OBSERVATION), torch.randn(batch, OBSERVATION)
        self.actions = torch.rand(batch, ACTION) * 2 - 1
        self.rewards, self.discounts = torch.randn(batch), torch.full((batch,), 0.99)
        self.actor = Plain(OBSERVATION, [256, 256], 2 * ACTION, nn.ReLU())
        self.critics, self.targets = (Critics([Plain(OBSERVATION + ACTION, [256, 256], 1, nn.ReLU()) for _ in range(2)]) for _ in range(2))
        self.targets.load_state_dict(self.critics.state_dict())
        self.targets.requires_grad_(False)
        self.log_temperature = nn.Parameter(torch.zeros(()))
        self.actor_optimizer = torch.optim.Adam(self.actor.parameters(), 1e-6)
        self.critic_optimizer = torch.optim.Adam(self.critics.parameters(), 1e-6)
        self.temperature_optimizer = torch.optim.Adam([self.log_temperature], 1e-6)

    def act(self, observation):
        mean, position = self.actor(observation).chunk(2, -1)
        deviation = (-5 + 3.5 * (torch.tanh(position) + 1)).exp()
        noise = torch.randn_like(mean)
        sample = mean + deviation * noise
        density = -0.5 * noise ** 2 - deviation.log() - 0.9189385 - 2 * (0.6931472 - sample - nn.functional.softplus(-2 * sample))
        return torch.tanh(sample), density.sum(-1)

    def update(self):
        temperature = self.log_temperature.detach().exp()
        with torch.no_grad():
            action, density = self.act(self.next_observations)
            value = self.targets(self.next_observations, action).min(0)[0] - temperature * density
            target = self.rewards + self.discounts * value
        loss = ((self.critics(self.observations, self.actions) - target) ** 2).mean(1).sum()
        self.critic_optimizer.zero_grad()
        loss.backward()
        self.critic_optimizer.step()
        with torch.no_grad():
            for target, source in zip(self.targets.parameters(), self.critics.parameters()):
                target.mul_(0.995).add_(source, alpha=0.005)
        self.critics.requires_grad_(False)
        action, density = self.act(self.observations)
        loss = (temperature * density - self.critics(self.observations, action).min(0)[0]).mean()
        self.critics.requires_grad_(True)
        self.actor_optimizer.zero_grad()
        loss.backward()
        self.actor_optimizer.step()
        loss = -(self.log_temperature.exp() * (density.detach() - ACTION).mean())
        self.temperature_optimizer.zero_grad()
        loss.backward()
        self.temperature_optimizer.step()


def fill(plain, state, names, stride=1, norms=None):
    for i, layer in enumerate(plain.maps):
        name = names.format(stride * i)
        layer.load_state_dict({"weight": state[name + "weight"], "bias": state[name + "bias"]})
    for i, layer in enumerate(plain.norms or []):
        name = norms.format(i)
        layer.load_state_dict({"weight": state[name + "weight"], "bias": state[name + "bias"]})
