using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>A function of one value, applied lane by lane.</summary>
internal interface IMap1<TVector>
    where TVector : struct
{
    TVector Apply(TVector x);
}

/// <summary>A function of two values, applied lane by lane.</summary>
internal interface IMap2<TVector>
    where TVector : struct
{
    TVector Apply(TVector x, TVector y);
}

/// <summary>Loops that apply a function to every element of arrays; the destination may be one of the sources.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal static unsafe class ElementMaps<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<TMap>(TMap map, float* x, float* destination, long n)
        where TMap : struct, IMap1<TVector>
    {
        long i = 0;
        for (; i <= n - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(map.Apply(TSimd.Load(x + i)), destination + i);
        }

        int rest = (int)(n - i);
        if (rest > 0)
        {
            TSimd.Store(map.Apply(TSimd.Load(x + i, rest)), destination + i, rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Map<TMap>(TMap map, float* x, float* y, float* destination, long n)
        where TMap : struct, IMap2<TVector>
    {
        long i = 0;
        for (; i <= n - TSimd.Count; i += TSimd.Count)
        {
            TSimd.Store(map.Apply(TSimd.Load(x + i), TSimd.Load(y + i)), destination + i);
        }

        int rest = (int)(n - i);
        if (rest > 0)
        {
            TSimd.Store(map.Apply(TSimd.Load(x + i, rest), TSimd.Load(y + i, rest)), destination + i, rest);
        }
    }

    /// <summary>Adds the results to the destination instead of overwriting it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate<TMap>(TMap map, float* x, float* y, float* destination, long n)
        where TMap : struct, IMap2<TVector>
    {
        long i = 0;
        for (; i <= n - TSimd.Count; i += TSimd.Count)
        {
            TVector value = map.Apply(TSimd.Load(x + i), TSimd.Load(y + i));
            TSimd.Store(TSimd.Add(TSimd.Load(destination + i), value), destination + i);
        }

        int rest = (int)(n - i);
        if (rest > 0)
        {
            TVector value = map.Apply(TSimd.Load(x + i, rest), TSimd.Load(y + i, rest));
            TSimd.Store(TSimd.Add(TSimd.Load(destination + i, rest), value), destination + i, rest);
        }
    }
}
