using ReinFlow.Limits;

namespace ReinFlow.Benchmarks.Comparison;

/// <summary>What the machine can do, measured in the same round as what is compared with it.</summary>
/// <param name="FusedMultiplyAdd">Operations per second of one core that loads nothing.</param>
/// <param name="FusedMultiplyAddTwice">The same on two cores at once.</param>
/// <param name="OpenBlasOnce">Operations per second of one OpenBLAS product [1024, 512]·[512, 512]ᵀ on one thread.</param>
/// <param name="OpenBlasTwice">The sum of two such at once.</param>
/// <param name="SecondLevel">Bytes per second from the second-level cache.</param>
/// <param name="ThirdLevel">Bytes per second from the third-level cache.</param>
/// <param name="Memory">Bytes per second from DRAM.</param>
/// <param name="Weights">Bytes per second over a block of the size of the velocity network's weights.</param>
internal sealed record MachineLimits(
    double FusedMultiplyAdd,
    double FusedMultiplyAddTwice,
    double OpenBlasOnce,
    double OpenBlasTwice,
    double SecondLevel,
    double ThirdLevel,
    double Memory,
    double Weights)
{
    private const int Rows = 1024;
    private const int Width = 512;

    public static MachineLimits Measure(long weightBytes) => new(
        Limits.FusedMultiplyAdd.OperationsPerSecond(),
        AtOnce.Sum(2, Limits.FusedMultiplyAdd.OperationsPerSecond),
        OpenBlas.OperationsPerSecond(Rows, Width, Width),
        AtOnce.Sum(2, () => OpenBlas.OperationsPerSecond(Rows, Width, Width)),
        ReadBandwidth.BytesPerSecond(512 << 10),
        ReadBandwidth.BytesPerSecond(8 << 20),
        ReadBandwidth.BytesPerSecond(512 << 20),
        ReadBandwidth.BytesPerSecond(weightBytes));
}
