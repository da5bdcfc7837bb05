using System.Numerics;

namespace ReinFlow.Environments.Tests;

public sealed class AvoidingRouteTests
{
    [Test]
    public void NumbersAndRoutesCorrespond()
    {
        var routes = Enumerable.Range(0, AvoidingRoute.Count).Select(AvoidingRoute.FromIndex).ToList();
        Assert.That(routes, Is.Unique);
        Assert.That(routes.Select(route => route.Index), Is.EqualTo(Enumerable.Range(0, 24)));
        Assert.That(routes.Select(route => (route.First < 2, route.Second < 3, route.Third < 4)), Has.All.EqualTo((true, true, true)));
        Assert.That(() => AvoidingRoute.FromIndex(24), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void TheClassifierNamesAllRoutes([Range(0, 23)] int index)
    {
        var route = AvoidingRoute.FromIndex(index);
        Vector2[] way =
        [
            AvoidingField.Start,
            AvoidingField.Passage(0, route.First),
            AvoidingField.Passage(1, route.Second),
            AvoidingField.Passage(2, route.Third),
            new(0.5f, 0.4f),
        ];

        Assert.That(AvoidingRoute.TryClassify(way, out AvoidingRoute found), Is.True);
        Assert.That(found, Is.EqualTo(route));
    }

    [Test]
    public void PassagesLieBetweenTheObstaclesOfTheirRow()
    {
        for (int row = 0; row < AvoidingField.Rows; row++)
        {
            float height = AvoidingField.RowHeights[row];
            Vector2[] obstacles = [.. AvoidingField.Obstacles.ToArray().Where(obstacle => obstacle.Y == height)];
            for (float x = 0.2f; x <= 0.8f; x += 0.00731f)
            {
                Assert.That(AvoidingField.PassageAt(row, x), Is.EqualTo(obstacles.Count(obstacle => obstacle.X < x)), $"row {row}, x {x}");
            }
        }
    }

    [Test]
    public void WithoutPassingAllRowsThereIsNoRoute() =>
        Assert.That(AvoidingRoute.TryClassify([new(0.5f, -0.3f), new(0.4f, -0.1f), new(0.4f, 0.2f)], out _), Is.False);

    [Test]
    public void AfterTurningBackTheNewPassageCounts()
    {
        Vector2[] way =
        [
            new(0.4f, -0.3f), new(0.4f, 0f), new(0.4f, -0.2f), new(0.6f, -0.2f),
            new(0.6f, 0f), new(0.5f, 0.08f), new(0.575f, 0.26f), new(0.575f, 0.4f),
        ];
        Assert.That(AvoidingRoute.TryClassify(way, out AvoidingRoute route), Is.True);
        Assert.That(route, Is.EqualTo(new AvoidingRoute(1, 1, 2)));
    }

    [Test]
    public void NoPositionsHaveNoRoute() => Assert.That(AvoidingRoute.TryClassify([], out _), Is.False);
}
