namespace ReinFlow.Environments.MuJoCo;

/// <summary>Finds the members of mjModel and mjData of the loaded library by what they hold for <see cref="ProbeModel"/>.</summary>
internal static unsafe class LayoutProbe
{
    // Both are far inside the smallest known structures (3.3 kB and 41 kB), except that the time is further back in mjData.
    private const int SizeSearch = 256;
    private const int ModelSearch = 2560;
    private const int TimeSearch = 1 << 20;
    private const int ArraySearch = 256;

    /// <summary>Measures the layout; takes some 20 ms.</summary>
    /// <exception cref="NotSupportedException">A member could not be recognised.</exception>
    public static MemoryLayout Discover(NativeApi api)
    {
        using ModelHandle model = NativeLoader.Compile(api, ProbeModel.Xml);
        using var data = new DataHandle(api, model);
        api.ResetDataToKeyframe(model.Pointer, data.Pointer, 0);

        int[] offsets = new int[MemoryLayout.MemberCount];
        FindInModel(model.Pointer, offsets);
        FindInData(api, model.Pointer, data.Pointer, offsets);
        return new MemoryLayout(offsets);
    }

    public static NotSupportedException NotRecognised(string member) => new(
        $"The memory layout of the loaded MuJoCo library is not recognised: {member} was not found. " +
        "Use a released version from 2.2.0 to 3.12.0, such as Debian's package libmujoco2.2.2.");

    private static void FindInModel(byte* model, Span<int> offsets)
    {
        if (!TryFindSizes(model, sizeof(int), offsets) && !TryFindSizes(model, sizeof(long), offsets))
        {
            throw NotRecognised("mjModel.nq");
        }

        Set(offsets, LayoutMember.Timestep, FindNumber("mjModel.opt.timestep", model, ModelSearch, ProbeModel.Timestep));

        PointerRun arrays = PointerRun.Find(model, 0, ModelSearch, ProbeModel.InitialPositions);
        Set(offsets, LayoutMember.InitialPositions, arrays.OffsetOf("mjModel.qpos0", ProbeModel.InitialPositions));
        Set(offsets, LayoutMember.BodyMasses, arrays.OffsetOf("mjModel.body_mass", ProbeModel.BodyMasses));
    }

    private static void FindInData(NativeApi api, byte* model, byte* data, Span<int> offsets)
    {
        int time = FindNumber("mjData.time", data, TimeSearch, ProbeModel.Time);
        Set(offsets, LayoutMember.Time, time);

        // Taken before the first forward pass: the pointers of constraint arrays, which lead elsewhere, are still empty.
        PointerRun arrays = PointerRun.Find(data, time, ArraySearch, ProbeModel.Positions);
        Set(offsets, LayoutMember.Positions, arrays.OffsetOf("mjData.qpos", ProbeModel.Positions));
        Set(offsets, LayoutMember.Velocities, arrays.OffsetOf("mjData.qvel", ProbeModel.Velocities));
        Set(offsets, LayoutMember.Controls, arrays.OffsetOf("mjData.ctrl", ProbeModel.Controls));

        api.Forward(model, data);
        api.ComputeExternalForces(model, data);
        Set(offsets, LayoutMember.BodyPositions, arrays.OffsetOf("mjData.xpos", ProbeModel.BodyPositions));
        Set(offsets, LayoutMember.BodyCenters, arrays.OffsetOf("mjData.xipos", ProbeModel.BodyCenters));
        Set(offsets, LayoutMember.SubtreeCenters, arrays.OffsetOf("mjData.subtree_com", ProbeModel.SubtreeCenters));
        Set(offsets, LayoutMember.BodyInertias, arrays.OffsetOf("mjData.cinert", ProbeModel.BodyInertias));
        Set(offsets, LayoutMember.BodyVelocities, arrays.OffsetOf("mjData.cvel", ProbeModel.BodyVelocities));
        Set(offsets, LayoutMember.ActuatorForces, arrays.OffsetOf("mjData.qfrc_actuator", ProbeModel.ActuatorForces));
        Set(offsets, LayoutMember.ExternalForces, arrays.OffsetOf("mjData.cfrc_ext", &IsContactForceOfTheBall));

        // Before the controls lie positions, velocities, activations and what is looked for: a copy of the accelerations further back.
        api.Step(model, data);
        Set(offsets, LayoutMember.WarmStart, arrays.OffsetOfCopy("mjData.qacc_warmstart", offsets[(int)LayoutMember.Controls], ProbeModel.VelocityCount));
    }

    // nq and nv are the first two members of every release; later ones may be separated by members that are not needed.
    private static bool TryFindSizes(byte* model, int size, Span<int> offsets)
    {
        ReadOnlySpan<int> expected =
            [ProbeModel.PositionCount, ProbeModel.VelocityCount, ProbeModel.ControlCount, ProbeModel.ActivationCount, ProbeModel.BodyCount];
        int next = 0;
        for (int offset = 0; offset < SizeSearch && next < expected.Length; offset += size)
        {
            long value = size == sizeof(long) ? *(long*)(model + offset) : *(int*)(model + offset);
            if (value == expected[next])
            {
                offsets[(int)LayoutMember.PositionCount + next++] = offset;
            }
            else if (next < 2)
            {
                return false;
            }
        }

        Set(offsets, LayoutMember.IntegerSize, size);
        return next == expected.Length;
    }

    private static int FindNumber(string name, byte* structure, int length, double expected)
    {
        for (int offset = 0; offset < length; offset += sizeof(double))
        {
            if (*(double*)(structure + offset) == expected)
            {
                return offset;
            }
        }

        throw NotRecognised(name);
    }

    // Only the ball touches anything; the floor pushes it upwards and the torque is that of the force at the contact.
    private static bool IsContactForceOfTheBall(double* rows)
    {
        for (int i = 0; i < ProbeModel.Ball * 6; i++)
        {
            if (rows[i] != 0.0)
            {
                return false;
            }
        }

        double* ball = rows + (ProbeModel.Ball * 6);
        return ball[5] > 1e-3
            && Math.Abs(ball[0] - (ProbeModel.ContactArm * ball[4])) < 1e-9
            && Math.Abs(ball[1] + (ProbeModel.ContactArm * ball[3])) < 1e-9
            && Math.Abs(ball[2]) < 1e-9;
    }

    private static void Set(Span<int> offsets, LayoutMember member, int offset) => offsets[(int)member] = offset;
}
