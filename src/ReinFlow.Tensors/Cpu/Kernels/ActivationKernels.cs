using System.Runtime.CompilerServices;

namespace ReinFlow.Tensors.Cpu;

/// <summary>Activation functions over arrays.</summary>
/// <typeparam name="TSimd">The instruction set.</typeparam>
/// <typeparam name="TVector">Its vector type.</typeparam>
internal static unsafe class ActivationKernels<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    public static void Forward(ActivationKind kind, float* x, float* y, long n)
    {
        var pass = new ForwardPass(x, y, n);
        Activations.Choose<TSimd, TVector, ForwardPass>(kind, ref pass);
    }

    public static void Backward(ActivationKind kind, float* x, float* y, float* dy, float* dx, long n, bool accumulate)
    {
        var pass = new BackwardPass(Activations.DerivativeFromOutput(kind) ? y : x, dy, dx, n, accumulate);
        Activations.Choose<TSimd, TVector, BackwardPass>(kind, ref pass);
    }

    private readonly struct ForwardPass(float* x, float* y, long n) : IActivationVisitor<TVector>
    {
        private readonly float* _x = x;
        private readonly float* _y = y;

        public void Visit<TActivation>()
            where TActivation : struct, IActivation<TVector> =>
            ElementMaps<TSimd, TVector>.Map(default(ValueMap<TActivation>), _x, _y, n);
    }

    private readonly struct BackwardPass(float* argument, float* dy, float* dx, long n, bool accumulate)
        : IActivationVisitor<TVector>
    {
        private readonly float* _argument = argument;
        private readonly float* _dy = dy;
        private readonly float* _dx = dx;

        public void Visit<TActivation>()
            where TActivation : struct, IActivation<TVector>
        {
            if (accumulate)
            {
                ElementMaps<TSimd, TVector>.Accumulate(default(GradientMap<TActivation>), _argument, _dy, _dx, n);
            }
            else
            {
                ElementMaps<TSimd, TVector>.Map(default(GradientMap<TActivation>), _argument, _dy, _dx, n);
            }
        }
    }

    private readonly struct ValueMap<TActivation> : IMap1<TVector>
        where TActivation : struct, IActivation<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x) => TActivation.Value(x);
    }

    private readonly struct GradientMap<TActivation> : IMap2<TVector>
        where TActivation : struct, IActivation<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Apply(TVector x, TVector y) => TSimd.Multiply(TActivation.Derivative(x), y);
    }
}
