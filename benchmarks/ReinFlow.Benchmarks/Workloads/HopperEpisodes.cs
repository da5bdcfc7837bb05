using ReinFlow.Environments;
using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Benchmarks.Workloads;

/// <summary>Episodes of the hopper under random motor commands: start, actions, length. Every replay does the same.</summary>
public sealed class HopperEpisodes : IDisposable
{
    public const string TaskName = "Hopper-v2";
    public const int StepsPerAction = 4;

    private const string Task = "Hopper-v2";
    private const int Positions = 6;
    private const int Velocities = 6;
    private const int Motors = 3;
    private const double ResetNoise = 0.005;

    private readonly LocomotionEnvironment _environment = (LocomotionEnvironment)LocomotionEnvironment.CreateFactory(TaskName)();
    private readonly float[] _observation;
    private readonly List<float[]> _actions = [];
    private int _episode;
    private int _next;

    public HopperEpisodes(int steps)
    {
        _observation = new float[_environment.Spec.ObservationDimension];
        while (Steps < steps)
        {
            _actions.Add(Play());
            Steps += _actions[^1].Length / Motors;
        }

        Replay();
    }

    public int Steps { get; private set; }

    /// <summary>Gets the sum over the episodes of how far the hopper got, which shows that a replay did the same.</summary>
    public double Distance { get; private set; }

    public static string Model() => new RobotWriter(MassModel.Reference, MuJoCoLibrary.Load().Version).Write(HopperModel.Robot);

    /// <summary>Plays all episodes again.</summary>
    public void Replay()
    {
        Distance = 0;
        for (int episode = 0; episode < _actions.Count; episode++)
        {
            _environment.Reset(Start(episode), new ObservationBuffer(_observation));
            float[] actions = _actions[episode];
            for (int i = 0; i < actions.Length; i += Motors)
            {
                _environment.Step(actions.AsSpan(i, Motors), new ObservationBuffer(_observation));
            }

            Distance += _environment.Simulation.Positions[0];
        }
    }

    /// <summary>Takes the next step of the episodes, one after the other and again from the first.</summary>
    public void Step()
    {
        if (_next == 0)
        {
            _environment.Reset(Start(_episode), new ObservationBuffer(_observation));
        }

        float[] actions = _actions[_episode];
        _environment.Step(actions.AsSpan(_next, Motors), new ObservationBuffer(_observation));
        _next += Motors;
        if (_next == actions.Length)
        {
            (_next, _episode) = (0, (_episode + 1) % _actions.Count);
        }
    }

    /// <summary>Writes the episodes as mujoco_loop.c reads them.</summary>
    public void Save(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(_actions.Count);
        writer.Write(Positions + Velocities);
        writer.Write(Motors);
        for (int episode = 0; episode < _actions.Count; episode++)
        {
            writer.Write(_actions[episode].Length / Motors);
            RandomSource random = Start(episode);
            for (int i = 0; i < Positions + Velocities; i++)
            {
                writer.Write(ResetNoise * ((2.0 * random.NextDouble()) - 1.0));
            }

            foreach (float action in _actions[episode])
            {
                writer.Write((double)action);
            }
        }
    }

    public void Dispose() => _environment.Dispose();

    private static RandomSource Start(int episode) => new RandomSource(8).Split(episode);

    private float[] Play()
    {
        int episode = _actions.Count;
        RandomSource random = new RandomSource(9).Split(episode);
        var actions = new List<float>();
        _environment.Reset(Start(episode), new ObservationBuffer(_observation));
        bool terminated = false;
        while (!terminated && actions.Count < 1000 * Motors)
        {
            for (int i = 0; i < Motors; i++)
            {
                actions.Add(Math.Clamp(0.5f * (float)random.NextGaussian(), -1f, 1f));
            }

            terminated = _environment.Step([.. actions[^Motors..]], new ObservationBuffer(_observation)).Terminated;
        }

        return [.. actions];
    }
}
