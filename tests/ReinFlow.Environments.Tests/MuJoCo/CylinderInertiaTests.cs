using ReinFlow.Environments.MuJoCo;

namespace ReinFlow.Environments.Tests.MuJoCo;

[TestFixture]
public sealed class CylinderInertiaTests
{
    [Test]
    public void AnUprightCapsuleIsACylinderLengthenedByItsRadius()
    {
        CylinderInertia inertia = CylinderInertia.OfCapsule([0, 0, -0.2], [0, 0, 0.2], radius: 0.05, density: 1000);
        double mass = 1000 * Math.PI * 0.05 * 0.05 * 0.45;
        double transverse = mass * ((3 * 0.05 * 0.05) + (0.45 * 0.45)) / 12;

        Assert.That(inertia.Mass, Is.EqualTo(mass).Within(1e-14));
        Assert.That(inertia.Mass, Is.EqualTo(3.534291735).Within(1e-9), "The mass that the original engine printed.");
        Assert.That(inertia.Center, Is.All.Zero);
        Assert.That(inertia.Tensor, Is.EqualTo(new[] { transverse, transverse, 0.5 * mass * 0.05 * 0.05, 0, 0, 0 }).Within(1e-16));
    }

    [Test]
    public void TurningTheCapsuleTurnsTheTensor()
    {
        double[] axis = [2.0 / 7.0, -3.0 / 7.0, 6.0 / 7.0];
        double[] from = [1, 2, 3];
        double[] to = [.. from.Zip(axis, (start, component) => start + (0.7 * component))];
        CylinderInertia turned = CylinderInertia.OfCapsule(from, to, radius: 0.08, density: 5);
        CylinderInertia upright = CylinderInertia.OfCapsule([0, 0, 0], [0, 0, 0.7], radius: 0.08, density: 5);
        double[] t = turned.Tensor;

        Assert.That(turned.Mass, Is.EqualTo(upright.Mass).Within(1e-15));
        Assert.That(t[0] + t[1] + t[2], Is.EqualTo(upright.Tensor[..3].Sum()).Within(1e-15), "The trace does not change.");

        // The axis stays a principal axis with the axial moment.
        double[] product =
        [
            (t[0] * axis[0]) + (t[3] * axis[1]) + (t[4] * axis[2]),
            (t[3] * axis[0]) + (t[1] * axis[1]) + (t[5] * axis[2]),
            (t[4] * axis[0]) + (t[5] * axis[1]) + (t[2] * axis[2]),
        ];
        Assert.That(product, Is.EqualTo(axis.Select(component => component * upright.Tensor[2])).Within(1e-15));
        Assert.That(turned.Center, Is.EqualTo(from.Zip(to, (a, b) => 0.5 * (a + b))).Within(1e-15));
    }
}
